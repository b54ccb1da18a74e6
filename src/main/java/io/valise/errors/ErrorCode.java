package io.valise.errors;

/**
 * The errors that clients can get, each with its HTTP status.
 *
 * <p>To add one: choose the name that clients of this API family expect (PascalCase, it is the {@code error_code} in
 * the answer), give it a status and a meaning, list it in {@code docs/errors.md}, and trigger it in a test:
 * {@code ErrorCodesTest} fails otherwise.
 */
public enum ErrorCode {
    BadRequest(400, "The request is malformed, for example its path is in a form that is not accepted."),
    InvalidParameter(400, "A field or a parameter breaks a rule; `details` lists each."),
    MalformedJson(400, "The body is not well-formed JSON, or an object in it has a field twice."),
    LimitExceeded(400, "The app would hold more entries than allowed, or the body is nested too deeply."),

    /** Clients refresh their access token only on this code. */
    InvalidSession(401, "The token is missing, expired, malformed or revoked, or of the wrong kind."),
    AuthError(401, "The key pair is not that of an API key."),

    Forbidden(403, "The caller's role does not allow this."),

    NotFound(404, "There is nothing at this address."),
    NotSupported(404, "This service, or the store that it uses, does not have this."),
    ProjectNotFound(404, "There is no such project, or the caller has no role in it."),
    AppNotFound(404, "There is no such app in the project."),
    SecretNotFound(404, "There is no such secret."),
    ValueNotFound(404, "There is no such value."),
    EnvironmentValueNotFound(404, "There is no such environment value."),
    DraftNotFound(404, "The caller has no such draft."),
    DeploymentNotFound(404, "There is no such deployment, or it is no longer kept."),
    FunctionNotFound(404, "The deployed configuration has no such Function."),
    ApiKeyNotFound(404, "There is no such API key in the project."),
    RuntimeTokenNotFound(404, "The app has no such runtime token."),
    AuthProviderNotFound(404, "There is no such way to log in."),

    MethodNotAllowed(405, "This address does not accept this method."),
    NotAcceptable(406, "This address offers none of the accepted media types."),

    AppAlreadyExists(409, "The project already has an app with this name."),
    SecretAlreadyExists(409, "The app already has a secret with this name."),
    SecretInUse(409, "Values link to the secret; `details` names them."),
    ValueDuplicateName(409, "The app already has a value with this name."),
    EnvironmentValueAlreadyExists(409, "The app already has an environment value with this name."),
    DraftAlreadyExists(409, "The caller already has an open draft of this app."),
    DraftConflict(409, "The draft conflicts with a later deployment, or is being deployed; `details` names the items."),
    DeploymentConflict(409, "Another deployment came first; check it before you retry."),
    NotWritable(409, "A value cannot be written in the requested format; `details` lists each value and the reason."),
    LastOwner(409, "A project must keep at least one owner key."),

    RequestTimeout(408, "The request did not arrive in time."),
    PreconditionFailed(412, "The item or the app has changed since the caller saw it; nothing was changed."),
    PayloadTooLarge(413, "The body, or a value in it, is larger than allowed."),
    UnsupportedMediaType(415, "This address does not accept this media type."),

    TooManyRequests(429, "The service is handling as many requests as it can; `Retry-After` says when to retry."),
    TooManyAttempts(429, "Too many log-ins were refused; `Retry-After` says when to try again."),

    StoreDamaged(500, "The stored item is missing or was altered; see the log."),
    InternalServerError(500, "An internal error occurred; it is logged under the id in the sentence."),

    FunctionsBusy(503, "Too many Functions are running and waiting."),
    StoreUnavailable(503, "The store did not accept the request; nothing was changed."),
    OutcomeUnknown(503, "The store did not answer after a write was sent: the change may or may not have been made.");

    private final int status;
    private final String meaning;

    ErrorCode(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    /** The HTTP status of this code, unless the exception overrides it. */
    public int status() {
        return status;
    }

    /** Its general meaning for the documentation: one sentence, with Markdown's back-ticks. */
    public String meaning() {
        return meaning;
    }
}
