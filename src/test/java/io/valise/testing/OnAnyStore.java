package io.valise.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test of something that may differ between stores: unique indexes, conditional updates, order, batches, damage. It
 * runs on the embedded store and again on a server over the wire.
 */
@Documented
@Tag("store")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnAnyStore {}
