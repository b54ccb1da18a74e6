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
 * Records the route in the audit: one entry, written before a success is answered. If the entry cannot be written, the
 * route answers {@code OutcomeUnknown}, because its work is already done. The route must return a {@code Uni}. The
 * target is the {@code id} in the path unless the route's {@link Outcome} names another.
 *
 * <p>A test checks that every route that writes has this annotation.
 */
@Documented
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Fails(ErrorCode.OutcomeUnknown)
public @interface Audited {
    /** The action: a noun and a verb with a dot between them, such as {@code secret.create}. */
    @Nonbinding
    String value();

    /**
     * Whether to write an intent before the work. Needed for actions that leave nothing in the store from which the
     * entry could be rebuilt if the process died in between. A change that makes a revision does not need it.
     */
    @Nonbinding
    boolean ahead() default false;
}
