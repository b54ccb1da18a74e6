package io.valise.changes;

import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A route that submits a change of an app. Declares the errors of {@link Changes#submit}. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
@Fails({ErrorCode.LimitExceeded, ErrorCode.DraftConflict, ErrorCode.OutcomeUnknown})
public @interface Submits {}
