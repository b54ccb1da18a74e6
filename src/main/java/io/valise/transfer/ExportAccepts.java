package io.valise.transfer;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Sends the zip also to clients that accept only JSON. Generated clients accept JSON on every route, because errors are
 * JSON. The framework cannot stream a zip from a method that produces two media types.
 */
class ExportAccepts {
    @ServerRequestFilter(preMatching = true)
    void addZip(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().endsWith("/export")
                && request.getAcceptableMediaTypes().stream().anyMatch(MediaType.APPLICATION_JSON_TYPE::isCompatible)) {
            request.getHeaders().add(HttpHeaders.ACCEPT, ExportResource.ZIP);
        }
    }
}
