package io.valise.errors;

/**
 * What can go wrong for a client, each with the one HTTP status it answers.
 *
 * <p>To add one: name it as clients of this API family would expect it (PascalCase, it is the {@code error_code} on
 * the wire), give it its status, list it in the README's table of errors, and reach it in a test: {@code
 * ErrorCodesTest} fails otherwise.
 */
public enum ErrorCode {
    BadRequest(400),
    InvalidParameter(400),
    MalformedJson(400),
    LimitExceeded(400),

    /** Clients refresh their access token on this code alone. */
    InvalidSession(401),
    AuthError(401),

    Forbidden(403),

    NotFound(404),
    ProjectNotFound(404),
    AppNotFound(404),
    SecretNotFound(404),
    ValueNotFound(404),
    EnvironmentValueNotFound(404),
    DraftNotFound(404),
    DeploymentNotFound(404),
    ApiKeyNotFound(404),
    AuthProviderNotFound(404),

    MethodNotAllowed(405),
    NotAcceptable(406),

    AppAlreadyExists(409),
    SecretAlreadyExists(409),
    SecretInUse(409),
    ValueDuplicateName(409),
    EnvironmentValueAlreadyExists(409),
    DraftAlreadyExists(409),
    DraftConflict(409),
    LastOwner(409),

    PayloadTooLarge(413),
    UnsupportedMediaType(415),

    InternalServerError(500),

    /** The store did not take the request: nothing was changed. */
    StoreUnavailable(503),
    /** The store fell silent after a write was sent: it may or may not have been made. */
    OutcomeUnknown(503);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status that this code answers with, unless the exception says otherwise. */
    public int status() {
        return status;
    }
}
