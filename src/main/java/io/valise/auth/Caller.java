package io.valise.auth;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.RequestScoped;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Who makes this request, as the gate found out. Request-scoped: take the plain values out before going async. */
@RequestScoped
public class Caller {
    private @Nullable ObjectId user;
    private @Nullable ObjectId project;
    private Origin origin = Origin.API;

    void set(ObjectId user, @Nullable ObjectId project, Origin origin) {
        this.user = user;
        this.project = project;
        this.origin = origin;
    }

    /** The API key's id: the user of drafts and deployments. */
    public ObjectId user() {
        if (user == null) {
            throw new ApiException(ErrorCode.InvalidSession, "invalid session: no access token was sent");
        }
        return user;
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
