package io.valise.transfer;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Sends the zip also to clients that accept only JSON. Generated clients accept JSON on every route, because errors are
 * JSON. The framework cannot stream a zip from a method that produces two media types.
 */
class ExportAccepts {
    private static final Pattern EXPORT = Pattern.compile(".*/groups/[^/]+/apps/[^/]+/export");

    @ServerRequestFilter(preMatching = true)
    void addZip(ContainerRequestContext request) {
        // Not parsed here: a malformed header is the framework's to refuse.
        @Nullable String accepted = request.getHeaderString(HttpHeaders.ACCEPT);
        if (accepted != null
                && accepted.contains(MediaType.APPLICATION_JSON)
                && EXPORT.matcher(request.getUriInfo().getPath()).matches()) {
            request.getHeaders().add(HttpHeaders.ACCEPT, ExportResource.ZIP);
        }
    }
}
