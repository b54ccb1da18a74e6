package io.valise.revisions;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An app's environment tag, or empty for none. Null is valid; add {@code @NotNull} to exclude it. */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
@Pattern(regexp = "|development|testing|qa|production")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
public @interface EnvironmentTag {
    String message() default "must be empty or one of development, testing, qa, production";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
