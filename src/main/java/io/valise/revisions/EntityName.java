package io.valise.revisions;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a secret, a value or an environment value, matching {@link #PATTERN}. Case-sensitive; not null. */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = EntityName.Rule.class)
public @interface EntityName {
    /** In characters. */
    int MAX_LENGTH = 64;

    /** Of the name of a secret from an older export. */
    int MAX_LEGACY_LENGTH = 128;

    String PATTERN = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$";

    String message() default "is not a name";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Reports which part of the rule was broken. */
    final class Rule implements ConstraintValidator<EntityName, String> {
        private static final Pattern FIRST = Pattern.compile("^[A-Za-z0-9].*", Pattern.DOTALL);
        private static final Pattern ALL = Pattern.compile("[A-Za-z0-9_-]+");
        private static final Pattern LEGACY = Pattern.compile("__[A-Za-z0-9_-]{1," + (MAX_LEGACY_LENGTH - 2) + "}");

        /**
         * Whether an error may echo what a client sent as a name: only if it is valid, or the name of a secret from an
         * older export. Anything else may be secret content sent in the wrong field.
         */
        public static boolean canBeShown(String name) {
            return broken(name) == null || LEGACY.matcher(name).matches();
        }

        /** The rule that the name breaks, as a clause such as {@code must not be empty}; null if it is valid. */
        public static @Nullable String broken(@Nullable String name) {
            if (name == null) {
                return "is required";
            }
            if (name.isEmpty()) {
                return "must not be empty";
            }
            if (name.length() > MAX_LENGTH) {
                return "must have at most " + MAX_LENGTH + " characters";
            }
            if (!FIRST.matcher(name).matches()) {
                return "must begin with an ASCII letter or digit";
            }
            return ALL.matcher(name).matches() ? null : "must have only ASCII letters, digits, _ and -";
        }

        @Override
        public boolean isValid(@Nullable String name, ConstraintValidatorContext context) {
            return reported(broken(name), context);
        }

        /** Reports a broken rule in place of the default message. Returns whether none was broken. */
        static boolean reported(@Nullable String rule, ConstraintValidatorContext context) {
            if (rule != null) {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(rule).addConstraintViolation();
            }
            return rule == null;
        }
    }
}
