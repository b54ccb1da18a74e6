package io.valise.auth;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The API key behind this request's access token. For this room only: the key carries the credential. */
@RequestScoped
class CurrentKey {
    private @Nullable ApiKey key;

    void set(ApiKey authenticated) {
        key = authenticated;
    }

    /** Fails with {@code InvalidSession} where the gate has authenticated nobody. */
    ApiKey get() {
        if (key == null) {
            throw new ApiException(ErrorCode.InvalidSession, "invalid session: no access token was sent");
        }
        return key;
    }
}
