package io.valise.errors;

/**
 * The errors that clients can get, each with its HTTP status.
 *
 * <p>To add one: choose the name that clients of this API family expect (PascalCase, it is the {@code error_code} in
 * the answer), give it a status and a meaning, list it in the README's table of errors, and trigger it in a test:
 * {@code ErrorCodesTest} fails otherwise.
 */
public enum ErrorCode {
    BadRequest(400, "The request is malformed, for example its path is in a form that is not accepted."),
    InvalidParameter(400, "A field or a parameter breaks a rule; `details` names each."),
    MalformedJson(400, "The body is not well-formed JSON, or has a field twice in one object."),
    LimitExceeded(400, "The app would hold more entries than it may, or the body has too many levels."),

    /** Clients refresh their access token only on this code. */
    InvalidSession(401, "The token is missing, expired, malformed or revoked, or of another kind."),
    AuthError(401, "The key pair is not one of an API key."),

    Forbidden(403, "The caller's role does not allow this."),

    NotFound(404, "There is nothing at this address."),
    NotSupported(404, "The store that is used does not have this."),
    ProjectNotFound(404, "There is no such project, or the caller has no role in it."),
    AppNotFound(404, "There is no such app in the project."),
    SecretNotFound(404, "There is no such secret."),
    ValueNotFound(404, "There is no such value."),
    EnvironmentValueNotFound(404, "There is no such environment value."),
    DraftNotFound(404, "The caller has no such draft."),
    DeploymentNotFound(404, "There is no such deployment, or it is no longer kept."),
    FunctionNotFound(404, "The deployed configuration has no such Function."),
    ApiKeyNotFound(404, "There is no such API key in the project."),
    RuntimeTokenNotFound(404, "There is no such runtime token of the app."),
    AuthProviderNotFound(404, "There is no such way to log in."),

    MethodNotAllowed(405, "This address does not take this method."),
    NotAcceptable(406, "This address has none of the accepted media types."),

    AppAlreadyExists(409, "The project has an app of this name already."),
    SecretAlreadyExists(409, "The app has a secret of this name already."),
    SecretInUse(409, "Values link to the secret; `details` names them."),
    ValueDuplicateName(409, "The app has a value of this name already."),
    EnvironmentValueAlreadyExists(409, "The app has an environment value of this name already."),
    DraftAlreadyExists(409, "The caller has an open draft of this app already."),
    DraftConflict(409, "The draft conflicts with a later deployment, or is being deployed; `details` names the items."),
    DeploymentConflict(409, "Another deployment came first; look at it before you repeat."),
    NotWritable(409, "A value cannot be written in the format that is asked for; `details` names each and why."),
    LastOwner(409, "A project keeps at least one key that owns it."),

    RequestTimeout(408, "The request did not arrive in the time that it may take."),
    PreconditionFailed(412, "The item, or the app, is not what the caller has seen; nothing was changed."),
    PayloadTooLarge(413, "The body, or a value in it, is larger than allowed."),
    UnsupportedMediaType(415, "This address does not take this media type."),

    TooManyRequests(
            429, "The service has as many requests as it takes at once; `Retry-After` says when to come again."),
    TooManyAttempts(429, "Too many log-ins were refused; `Retry-After` says when the next one is looked at."),

    StoreDamaged(500, "What is stored of the item is missing or was altered; the log has more."),
    InternalServerError(500, "An internal error occurred; the log has it under the id in the sentence."),

    FunctionsBusy(503, "Too many Functions are running and waiting."),
    StoreUnavailable(503, "The store did not take the request: nothing was changed."),
    OutcomeUnknown(503, "The store fell silent after a write was sent: it may or may not have been made.");

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
