package io.valise.auth;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.RequestScoped;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Who makes this request, as the gate found out. Request-scoped: take the plain values out before going async. */
@RequestScoped
public class Caller {
    private @Nullable ApiKey key;
    private @Nullable ObjectId project;
    private Origin origin = Origin.API;

    void authenticated(ApiKey key, Origin origin) {
        this.key = key;
        this.origin = origin;
    }

    void authorized(ObjectId project) {
        this.project = project;
    }

    boolean isAuthenticated() {
        return key != null;
    }

    /** The key itself, for this room only: it carries the credential. */
    ApiKey key() {
        if (key == null) {
            throw new ApiException(ErrorCode.InvalidSession, "invalid session: no access token was sent");
        }
        return key;
    }

    /** The API key's id: the user of drafts and deployments. */
    public ObjectId user() {
        return key().id;
    }

    /** What the caller may do in {@link #project}. */
    public Role role() {
        return key().role;
    }

    /** The project in the request's path, in which the caller has a role. */
    public ObjectId project() {
        if (project == null) {
            throw new ApiException(ErrorCode.ProjectNotFound, "the request names no project");
        }
        return project;
    }

    public Origin origin() {
        return origin;
    }
}
