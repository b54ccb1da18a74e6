package io.valise.auth;

import io.valise.errors.ApiException;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The API key of this request's access token. Package-private, because the key carries the credential. */
@RequestScoped
class CurrentKey {
    private @Nullable ApiKey key;

    void set(ApiKey authenticated) {
        key = authenticated;
    }

    /** Fails with {@code InvalidSession} if the gate has not authenticated a key. */
    ApiKey get() {
        if (key == null) {
            throw ApiException.noAccessToken();
        }
        return key;
    }
}
