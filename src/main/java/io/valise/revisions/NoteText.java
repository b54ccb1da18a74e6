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
import org.jspecify.annotations.Nullable;

/** A note of {@link Notes}, or null. */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = NoteText.Rule.class)
public @interface NoteText {
    String message() default "is not a note";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Reports which part of the rule was broken. */
    final class Rule implements ConstraintValidator<NoteText, String> {
        @Override
        public boolean isValid(@Nullable String note, ConstraintValidatorContext context) {
            return EntityName.Rule.reported(note == null ? null : Notes.brokenByNote(note), context);
        }
    }
}
