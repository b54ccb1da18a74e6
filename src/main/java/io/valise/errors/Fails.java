package io.valise.errors;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The errors of a route beyond those that follow from its signature, such as 401 if it needs a token or 400 if it has a
 * body. The OpenAPI document is generated from it.
 *
 * <p>On an annotation, it applies to all routes with that annotation.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.CLASS)
@Repeatable(Fails.Several.class)
public @interface Fails {
    ErrorCode[] value();

    /** The status if it differs from the codes' own; see {@link ApiException#withStatus}. */
    int status() default 0;

    /** The container that Java requires for repeated annotations. */
    @Documented
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.CLASS)
    @interface Several {
        Fails[] value();
    }
}
