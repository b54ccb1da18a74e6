package io.valise.platform;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A display name of an API key, a runtime token or a deployment: 1 to 128 visible characters. Control and format
 * characters are refused, because they change how a line reads.
 */
@Documented
@Constraint(validatedBy = DisplayName.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface DisplayName {
    /** The maximum length in code points, not bytes. */
    int MAX_LENGTH = 128;

    String message() default "is not a valid name";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Reports which part of the rule was broken. */
    final class Rule implements ConstraintValidator<DisplayName, String> {
        /** The rule that the name breaks, as a clause such as {@code must not be blank}; null if the name is valid. */
        public static @Nullable String broken(String name) {
            if (name.isBlank()) {
                return "must not be blank";
            }
            if (name.codePointCount(0, name.length()) > MAX_LENGTH) {
                return "must have at most " + MAX_LENGTH + " characters";
            }
            // JSON can express a lone surrogate, which cannot be encoded in UTF-8.
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
                return "must be well-formed Unicode text";
            }
            return name.codePoints().anyMatch(Rule::isInvisible)
                    ? "must not contain control or format characters"
                    : null;
        }

        /** Unicode's Cc and Cf. All characters that change the direction of a text are in Cf. */
        private static boolean isInvisible(int character) {
            int type = Character.getType(character);
            return type == Character.CONTROL || type == Character.FORMAT;
        }

        @Override
        public boolean isValid(@Nullable String name, ConstraintValidatorContext context) {
            String rule = name == null ? null : broken(name);
            if (rule != null) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(rule).addConstraintViolation();
            }
            return rule == null;
        }
    }
}
