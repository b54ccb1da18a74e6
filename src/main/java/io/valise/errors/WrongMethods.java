package io.valise.errors;

import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses paths that the framework would mistake for an item: {@code DELETE /values/import} does not delete a value.
 */
class WrongMethods {
    private static final int DIGITS_OF_AN_ID = 24;

    @Inject
    DocumentedPaths documented;

    /** Runs after the filters that check who the caller is and what they may do. */
    @ServerRequestFilter(priority = Priorities.USER)
    void check(ContainerRequestContext request) {
        UriInfo address = request.getUriInfo();
        @Nullable String id = address.getPathParameters().getFirst("id");
        if (id != null
                && id.length() != DIGITS_OF_AN_ID
                && documented.refuses(request.getMethod(), address.getPath())) {
            throw new WebApplicationException(405);
        }
    }
}
