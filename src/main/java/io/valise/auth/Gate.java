package io.valise.auth;

import com.mongodb.MongoException;
import io.smallrye.mutiny.Uni;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.telemetry.RequestFields;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Guards every admin route, including paths that do not exist: requires an access token, and then a role in the project
 * in the path. A route only has to call its path parameter {@code groupId}; without it, the request has no
 * {@link CurrentRequest#actor}.
 */
class Gate {
    /** The prefix of every admin route. */
    static final String ADMIN = "/api/admin/v3.0";

    private static final List<String> PREVIEW = List.of("true");

    @Inject
    Sessions sessions;

    @Inject
    CurrentKey current;

    @Inject
    CurrentRequest request;

    /** Runs before routing, so that strangers cannot find out which routes exist. */
    @ServerRequestFilter(preMatching = true)
    Uni<Void> authenticate(ContainerRequestContext request) {
        if (isOpen(request)) {
            return Uni.createFrom().voidItem();
        }
        return sessions.authenticate(bearer(request.getHeaderString(HttpHeaders.AUTHORIZATION)))
                .invoke(current::set)
                .invoke(key -> RequestFields.caller(key.id.toHexString()))
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged)
                .replaceWithVoid();
    }

    /** Runs after routing, when the path parameters are known. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    void authorize(ContainerRequestContext request, ResourceInfo route) {
        if (isOpen(request)) {
            return;
        }
        ApiKey key = current.get();
        @Nullable String project = request.getUriInfo().getPathParameters().getFirst("groupId");
        if (project == null) {
            return;
        }
        if (!key.project.toHexString().equals(project)) {
            throw new ApiException(ErrorCode.ProjectNotFound, "project not found: \"" + project + "\"");
        }
        // Set the actor before the role is checked, so that refusals are recorded too.
        AuditedRequest audited = this.request.get();
        audited.by(key.actor(audited.client()));
        if (!key.role.allows(request.getMethod()) && !isPreview(request, route)) {
            throw new ApiException(ErrorCode.Forbidden, "the role " + key.role + " allows no changes");
        }
    }

    /** Only a single {@code diff=true} counts as a preview. The route might read any other form as a write. */
    private static boolean isPreview(ContainerRequestContext request, ResourceInfo route) {
        @Nullable ReadersMayPreview preview = route.getResourceMethod().getAnnotation(ReadersMayPreview.class);
        return preview != null
                && (preview.always()
                        || PREVIEW.equals(
                                request.getUriInfo().getQueryParameters().get("diff")));
    }

    /** The token of an {@code Authorization: Bearer} header; null if it is not one. */
    static @Nullable String bearer(@Nullable String authorization) {
        @Nullable String token = TokenText.ofBearer(authorization);
        return token == null ? null : token.trim();
    }

    /** The routes that need no access token, and everything outside the admin API. */
    private static boolean isOpen(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (!path.startsWith("/api/admin/")) {
            return true;
        }
        String route = path.startsWith(ADMIN) ? path.substring(ADMIN.length()) : path;
        return route.equals("/auth/session") || route.equals("/auth/providers") || route.startsWith("/auth/providers/");
    }
}
