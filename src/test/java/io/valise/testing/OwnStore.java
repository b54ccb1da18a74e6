package io.valise.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** A test that brings a store of its own, or of what is the same on any: the run against a server would only repeat it. */
@Documented
@DisabledIfSystemProperty(named = "tests.store", matches = "server")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OwnStore {}
