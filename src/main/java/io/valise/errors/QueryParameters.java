package io.valise.errors;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses repeated query parameters, and empty ones where a number, a flag or a choice is expected. The framework would
 * take the first of several, and treat an empty one as absent: {@code ?diff} would make the changes instead of showing
 * them.
 */
class QueryParameters {
    @Inject
    DocumentedPaths documented;

    /** Runs after the filters that check who the caller is and what they may do. */
    @ServerRequestFilter(priority = Priorities.USER)
    void check(ContainerRequestContext request, RoutingContext context) {
        @Nullable String query = context.request().query();
        if (query == null || query.isEmpty()) {
            return;
        }
        MultiMap sent = context.queryParams();
        if (isUsual(sent)) {
            return;
        }
        Map<String, Boolean> taken =
                documented.query(request.getMethod(), request.getUriInfo().getPath());
        taken.forEach((name, mayBeEmpty) -> {
            List<String> texts = sent.getAll(name);
            if (texts.size() > 1) {
                throw ApiException.invalid(name, "must be given only once");
            }
            if (!mayBeEmpty && texts.contains("")) {
                throw ApiException.invalid(name, "must not be empty");
            }
        });
    }

    /** Saves looking up most requests in the document. Compares names ignoring case, as the framework does. */
    private static boolean isUsual(MultiMap sent) {
        Set<String> names = new HashSet<>();
        return sent.entries().stream()
                .allMatch(one ->
                        !one.getValue().isEmpty() && names.add(one.getKey().toLowerCase(Locale.ROOT)));
    }
}
