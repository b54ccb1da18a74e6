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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tags of {@link Notes}, in any order, or null. */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ItemTags.Rule.class)
public @interface ItemTags {
    String message() default "are not tags";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Reports which part of the rule was broken. */
    final class Rule implements ConstraintValidator<ItemTags, List<String>> {
        @Override
        public boolean isValid(@Nullable List<String> tags, ConstraintValidatorContext context) {
            return EntityName.Rule.reported(tags == null ? null : Notes.brokenByTags(tags), context);
        }
    }
}
