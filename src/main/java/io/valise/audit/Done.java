package io.valise.audit;

/**
 * A result together with the outcome that belongs in the audit. {@link AuditedRequest#recorded} is the only way to the
 * result, so a route cannot use it and forget the outcome.
 */
public final class Done<T> {
    private final T result;
    private final Outcome outcome;

    public Done(T result, Outcome outcome) {
        this.result = result;
        this.outcome = outcome;
    }

    T result() {
        return result;
    }

    /** For code that passes the outcome on with a result of its own. */
    public Outcome outcome() {
        return outcome;
    }
}
