package io.valise.changes;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives each reply that shows one item the item's {@code ETag}. */
class TaggedReplies {
    @ServerResponseFilter
    void tag(ContainerResponseContext response) {
        if (response.getEntity() instanceof Tagged item) {
            response.getHeaders().putSingle(HttpHeaders.ETAG, item.etag());
        }
    }
}
