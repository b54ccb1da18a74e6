package io.valise.auth;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.valise.errors.ApiException;
import org.jspecify.annotations.Nullable;

/** What a key may do in its project. The names are those on the wire. */
public enum Role {
    /** Everything in the project. */
    GROUP_OWNER,
    /** Every GET but none that resolves a secret, and previews of imports. */
    GROUP_READ_ONLY;

    /** Refuses numbers too, which JSON binding would otherwise take as positions in this list. */
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
