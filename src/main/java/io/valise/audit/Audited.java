package io.valise.audit;

import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route that is recorded: one entry, before its success is answered. A route whose entry cannot be written answers
 * {@code OutcomeUnknown}, for what it did is done. It returns a {@code Uni}; what it is done to is taken from the
 * path's {@code id}, unless the route's {@link Outcome} says more.
 *
 * <p>Each route but those that only read has this; a test looks.
 */
@Documented
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Fails(ErrorCode.OutcomeUnknown)
public @interface Audited {
    /** What is done, a noun and a verb with a dot between them, such as {@code secret.create}. */
    @Nonbinding
    String value();

    /**
     * Whether it is noted before it is done, too: for what leaves no trace of its own from which the entry could be
     * made if the process died in between. A change that makes a revision needs none.
     */
    @Nonbinding
    boolean ahead() default false;

    /**
     * Whether the route writes nothing with {@code ?diff=true}, but says what it would change: everybody who may read may
     * ask for that.
     */
    @Nonbinding
    boolean previewed() default false;
}
