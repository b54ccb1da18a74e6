package io.valise.errors;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Answers {@code OPTIONS} with all methods of a path; the framework would only list those of one class. */
class OptionsReplies {
    /** Runs after the filter that requires a token. */
    private static final int LAST = Integer.MAX_VALUE;

    @Inject
    DocumentedPaths documented;

    @ServerRequestFilter(preMatching = true, priority = LAST)
    @Nullable
    Response options(ContainerRequestContext request) {
        if (!request.getMethod().equals("OPTIONS")) {
            return null;
        }
        String allow = documented.allow(request.getUriInfo().getPath());
        return allow.isEmpty()
                ? null
                : Response.ok().header(HttpHeaders.ALLOW, allow).build();
    }
}
