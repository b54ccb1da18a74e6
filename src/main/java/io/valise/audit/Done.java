package io.valise.audit;

import io.smallrye.mutiny.Uni;

/**
 * A result together with the outcome that belongs in the audit. {@link AuditedRequest#recorded} is the only way to the
 * result, so a route cannot use it and forget the outcome.
 */
public final class Done<T> {
    private final T result;
    private final Outcome outcome;
    private final Uni<?> confirmed;

    public Done(T result, Outcome outcome) {
        this(result, outcome, Uni.createFrom().voidItem());
    }

    /** With something under way that the answer has to wait for, and that may still make it a failure. */
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

    /** For code that passes the outcome on with a result of its own. */
    public Outcome outcome() {
        return outcome;
    }

    /** The same outcome with another result. */
    public <R> Done<R> with(R other) {
        return new Done<>(other, outcome, confirmed);
    }
}
