package io.valise.runtime;

import io.valise.audit.ReadCounts;
import io.valise.platform.PublicPaths;
import io.valise.revisions.EntityTags;
import io.valise.telemetry.RequestRoute;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the most frequent request directly: one value of a loaded app, with a token that is in memory. It runs before
 * the platform finds and calls a resource method, which is most of the cost of a read. Everything else is left to
 * {@link RuntimeResource}, which gives the same answers.
 */
@ApplicationScoped
class WarmReads {
    private static final String APPS = "/api/client/v1/apps/";
    private static final String VALUES = "/values/";
    private static final String TEMPLATE = APPS + "{clientAppId}" + VALUES + "{name}";
    /** Before {@code Admission} counts requests: these cannot pile up. */
    private static final int BEFORE_THE_RESOURCES = -2;

    private static final CharSequence REVISION = HttpHeaders.createOptimized(RuntimeResource.REVISION);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    @Inject
    RuntimeTokens tokens;

    @Inject
    Snapshots snapshots;

    @Inject
    ReadCounts counts;

    void register(@Observes Router router) {
        router.get(APPS + "*").order(BEFORE_THE_RESOURCES).handler(this::read);
    }

    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = PublicPaths.below(context);
        int app = APPS.length();
        int values = path.indexOf('/', app);
        // Encoded paths and path parameters do not match the name of a value and are left to the resource.
        boolean answered = values > 0
                && path.startsWith(VALUES, values)
                && answer(context, path.substring(app, values), path.substring(values + VALUES.length()));
        if (!answered) {
            context.next();
        }
    }

    private boolean answer(RoutingContext context, String app, String name) {
        HttpServerRequest request = context.request();
        @Nullable Grant grant = tokens.known(request.getHeader(HttpHeaders.AUTHORIZATION), app);
        if (grant == null || !grant.allows(name)) {
            return false;
        }
        @Nullable Snapshot snapshot = snapshots.current(grant.app);
        Snapshot.@Nullable Item item = snapshot == null ? null : snapshot.value(name);
        if (snapshot == null || item == null || item.isUnresolved()) {
            return false;
        }
        RequestRoute.tell(context, TEMPLATE);
        HttpServerResponse response = context.response();
        String tag = EntityTags.ofRevision(snapshot.revision());
        response.putHeader(HttpHeaders.ETAG, tag).putHeader(REVISION, Long.toString(snapshot.revision()));
        if (EntityTags.isKnown(list(request, HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(304).end();
            return true;
        }
        if (item.secret() != null) {
            counts.count(grant.app, grant.token, name);
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Buffer.buffer(item.json()));
        return true;
    }

    /** All lines of a header as one list; null if there are none. */
    private static @Nullable String list(HttpServerRequest request, CharSequence header) {
        List<String> lines = request.headers().getAll(header);
        return lines.isEmpty() ? null : String.join(", ", lines);
    }
}
