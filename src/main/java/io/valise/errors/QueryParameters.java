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
 * Refuses a query parameter that stands twice, and a number, a flag or a choice without a text. The framework takes the
 * first of several, and what is empty for absent: {@code ?diff} would make the changes that it asks to see.
 */
class QueryParameters {
    @Inject
    DocumentedPaths documented;

    /** After those that ask who the caller is and what they may do. */
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

    /** So that the document is not asked for each request. The framework's names are of either case. */
    private static boolean isUsual(MultiMap sent) {
        Set<String> names = new HashSet<>();
        return sent.entries().stream()
                .allMatch(one ->
                        !one.getValue().isEmpty() && names.add(one.getKey().toLowerCase(Locale.ROOT)));
    }
}
