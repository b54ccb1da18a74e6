package io.valise.changes;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Makes all lines of {@code If-Match} the one list that they are (RFC 9110, 5.3), and those of {@code If-None-Match}: a
 * parameter of a resource is the first line, and null for an empty one, by which a caller whose ETag is empty would lose
 * the condition.
 */
class ConditionLines {
    /** A list with nothing in it, which {@link io.valise.revisions.EntityTags} refuses. */
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
