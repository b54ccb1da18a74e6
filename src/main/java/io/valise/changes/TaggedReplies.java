package io.valise.changes;

import io.valise.revisions.EntityTags;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Sets the {@code ETag} of replies with one item, and answers 304 if the reader already has it. */
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
