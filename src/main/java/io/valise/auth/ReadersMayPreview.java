package io.valise.auth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route that changes something, but writes nothing with {@code ?diff=true}. Every reader may request that preview.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ReadersMayPreview {
    /** Whether the route never writes anything, with or without that parameter. */
    boolean always() default false;
}
