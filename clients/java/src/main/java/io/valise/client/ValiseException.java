package io.valise.client;

/** Why the service did not answer, or what it answered instead. Never holds a value, a token or a body. */
public final class ValiseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @serial the error code */
    private final String code;

    /** @serial the HTTP status */
    private final int status;

    ValiseException(String code, String message, int status) {
        super(message);
        this.code = code;
        this.status = status;
    }

    ValiseException(String code, String message) {
        this(code, message, 0);
    }

    /**
     * The service's {@code error_code}, or {@code Unreachable}, {@code Timeout}, {@code Redirected},
     * {@code UnexpectedAnswer}, {@code InvalidOption}, {@code WrongType}, {@code Interrupted}.
     *
     * @return the code
     */
    public String code() {
        return code;
    }

    /**
     * The HTTP status.
     *
     * @return 0 where nothing was answered
     */
    public int status() {
        return status;
    }

    /**
     * Whether the same request may well succeed in a moment.
     *
     * @return true for an outage, false for a refusal
     */
    public boolean temporary() {
        return code.equals("Unreachable")
                || code.equals("Timeout")
                || status == 408
                || status == 429
                || status >= 500;
    }
}
