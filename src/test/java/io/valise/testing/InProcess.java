package io.valise.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test that uses internals of the service, so it cannot run against a separate process. */
@Documented
@Tag("in-process")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface InProcess {
    /** The internals that it needs: the test clock, a route that only tests have, or special settings. */
    String value();
}
