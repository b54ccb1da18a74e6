package io.valise.changes;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Joins repeated {@code If-Match} and {@code If-None-Match} header lines into one list (RFC 9110, 5.3). A resource
 * parameter would only hold the first line, and be null for an empty one, so a caller that sends an empty ETag would
 * lose the condition.
 */
class ConditionLines {
    /** An empty list, which {@link io.valise.revisions.EntityTags} refuses. */
    private static final String EMPTY = ",";

    @ServerRequestFilter
    void join(ContainerRequestContext request) {
        join(request, HttpHeaders.IF_MATCH);
        join(request, HttpHeaders.IF_NONE_MATCH);
    }

    private static void join(ContainerRequestContext request, String condition) {
        List<String> lines = request.getHeaders().get(condition);
        if (lines != null) {
            String list = String.join(", ", lines);
            request.getHeaders().putSingle(condition, list.isBlank() ? EMPTY : list);
        }
    }
}
