package io.valise.errors;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The errors that a route answers beyond those that follow from its shape: a 401 where a token is needed, a 400 where
 * there is a body, and so on, are known without it. The OpenAPI document is made from it.
 *
 * <p>On an annotation, it holds for the routes that carry that annotation.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.CLASS)
@Repeatable(Fails.Several.class)
public @interface Fails {
    ErrorCode[] value();

    /** The status, where it is another than the codes' own; see {@link ApiException#withStatus}. */
    int status() default 0;

    /** More than one, as the language asks for it. */
    @Documented
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.CLASS)
    @interface Several {
        Fails[] value();
    }
}
