package io.valise.audit;

import io.smallrye.mutiny.Uni;

/**
 * A result together with its outcome for the audit. {@link AuditedRequest#recorded} is the only way to get the result,
 * so a route cannot forget to record the outcome.
 */
public final class Done<T> {
    private final T result;
    private final Outcome outcome;
    private final Uni<?> confirmed;

    public Done(T result, Outcome outcome) {
        this(result, outcome, Uni.createFrom().voidItem());
    }

    /** {@code confirmed} is still under way: the answer waits for it and fails if it fails. */
    public Done(T result, Outcome outcome, Uni<?> confirmed) {
        this.result = result;
        this.outcome = outcome;
        this.confirmed = confirmed;
    }

    T result() {
        return result;
    }

    Uni<?> confirmed() {
        return confirmed;
    }

    /** For code that passes the outcome on with a different result. */
    public Outcome outcome() {
        return outcome;
    }

    /** The same outcome with a different result. */
    public <R> Done<R> with(R other) {
        return new Done<>(other, outcome, confirmed);
    }
}
