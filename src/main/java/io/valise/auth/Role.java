package io.valise.auth;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.valise.errors.ApiException;
import org.jspecify.annotations.Nullable;

/** What a key may do in its project. The API uses these names. */
public enum Role {
    /** Everything in the project. */
    GROUP_OWNER,
    /** Every GET except those that resolve a secret, and previews of imports. */
    GROUP_READ_ONLY;

    /** Also rejects numbers, which JSON binding would otherwise accept as positions in this enum. */
    @JsonCreator
    static @Nullable Role of(@Nullable String name) {
        if (name == null) {
            return null;
        }
        for (Role role : values()) {
            if (role.name().equals(name)) {
                return role;
            }
        }
        throw ApiException.invalid("role", "must be GROUP_OWNER or GROUP_READ_ONLY");
    }

    boolean mayDeploy() {
        return this == GROUP_OWNER;
    }

    boolean allows(String method) {
        return this == GROUP_OWNER || method.equals("GET") || method.equals("HEAD");
    }
}
