package io.valise.changes;

import io.valise.revisions.EntityTags;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives each reply that shows one item the item's {@code ETag}; a reader who has the item already gets 304. */
class TaggedReplies {
    private static final Set<String> READS = Set.of("GET", "HEAD");

    @ServerResponseFilter
    void tag(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Tagged item) {
            response.getHeaders().putSingle(HttpHeaders.ETAG, item.etag());
            if (READS.contains(request.getMethod())
                    && EntityTags.isKnown(request.getHeaderString(HttpHeaders.IF_NONE_MATCH), item.etag())) {
                response.setStatus(304);
                response.setEntity(null);
            }
        }
    }
}
