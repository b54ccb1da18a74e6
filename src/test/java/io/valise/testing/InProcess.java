package io.valise.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test that looks into the service, and cannot be run against one in a process of its own. */
@Documented
@Tag("in-process")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface InProcess {
    /** What it needs of the inside: the clock that tests move, a route that only tests have, a setting of its own. */
    String value();
}
