package io.valise.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.valise.platform.PublicPaths;
import io.valise.telemetry.RequestFields;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Applies the error model outside the resources: to unknown routes, bodies that are too large, and invalid HTTP, which
 * the server would answer with an HTML page or with nothing.
 */
@ApplicationScoped
public class HttpErrors {
    private static final Logger LOG = Logger.getLogger(HttpErrors.class);

    private static final String WWW_AUTHENTICATE = "WWW-Authenticate";
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final List<String> READ_ONLY =
            List.of("/q/health", "/q/metrics", "/openapi", "/swagger-ui", "/static/", "/docs/");

    @Inject
    ObjectMapper json;

    @Inject
    ErrorBodies bodies;

    @ConfigProperty(name = "quarkus.http.limits.max-body-size")
    MemorySize bodyLimit;

    void plainJsonType(@Observes Filters filters) {
        filters.register(HttpErrors::completeHeaders, 1_000);
        filters.register(this::refuseLargeBody, 999);
        filters.register(this::refuseWrite, 998);
    }

    /** Everything outside the API is read only; the platform itself would answer any method. */
    private void refuseWrite(RoutingContext context) {
        String path = PublicPaths.below(context);
        if (READS.contains(context.request().method()) || !isReadOnly(path)) {
            context.next();
            return;
        }
        context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
        write(context, of(405));
        context.request().resume();
    }

    /**
     * Answers before the server would, because the server sends no body and disconnects the client while it is sending.
     * The rest of the request is read and discarded. Bodies without a length are left to the server's own limit.
     */
    private void refuseLargeBody(RoutingContext context) {
        @Nullable String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || !isOver(length, bodyLimit.asLongValue())) {
            context.next();
            return;
        }
        write(context, of(413));
        context.request().resume();
    }

    private static boolean isReadOnly(String path) {
        return path.equals("/")
                || path.equals("/index.html")
                || READ_ONLY.stream().anyMatch(path::startsWith);
    }

    private static boolean isOver(String length, long limit) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException leftToTheServer) {
            return false;
        }
    }

    void lastRoute(@Observes Router router) {
        router.route().last().handler(context -> write(context, of(404)));
        router.route().last().failureHandler(this::failed);
    }

    /**
     * The contract requires the media type {@code application/json} without the charset that the server adds, because
     * clients compare it. A 401 must say how to authenticate (RFC 9110, 11.6.1): with a token, unless the route says
     * otherwise.
     */
    private static void completeHeaders(RoutingContext context) {
        context.addHeadersEndHandler(ignored -> {
            if (context.response().getStatusCode() == 401
                    && !context.response().headers().contains(WWW_AUTHENTICATE)) {
                context.response().putHeader(WWW_AUTHENTICATE, "Bearer");
            }
            @Nullable String type = context.response().headers().get(HttpHeaders.CONTENT_TYPE);
            if (type != null && type.startsWith("application/json;")) {
                context.response().headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
            }
        });
        context.next();
    }

    private void failed(RoutingContext context) {
        if (context.response().ended()) {
            LOG.debugf("A request failed after it was answered: %s", context.failure());
            return;
        }
        if (context.request().version() == null) {
            BareReply.badRequest(context.request());
            return;
        }
        if (context.failure() instanceof ApiException api) {
            write(context, api);
            return;
        }
        if (context.failure() != null && context.statusCode() == 500) {
            String id = id();
            LOG.errorf(context.failure(), "Internal error %s", id);
            write(context, internal(id));
            return;
        }
        if (context.statusCode() == 400) {
            closeAfter(context);
        }
        write(context, of(context.statusCode()));
    }

    /**
     * Closes the connection after the answer to a request that could not be read, because the start of the next request
     * is unknown. On HTTP/2 it is known, and other requests may share the connection.
     */
    public static void closeAfter(RoutingContext context) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(ended -> context.request().connection().close());
        }
    }

    private void write(RoutingContext context, ApiException failure) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        try {
            if (failure.retryAfter() > 0) {
                response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(failure.retryAfter()));
            }
            response.setStatusCode(failure.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(json.writeValueAsString(bodies.of(failure, context.request())));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The id of the request, which is also in a response header; a new one outside of requests. */
    static String id() {
        @Nullable String request = RequestFields.requestId();
        return request == null ? UUID.randomUUID().toString() : request;
    }

    static ApiException internal(String id) {
        return new ApiException(ErrorCode.InternalServerError, "an internal error occurred; it is logged as " + id);
    }

    /** The error for a plain HTTP status from the server or framework. */
    static ApiException of(int status) {
        return switch (status) {
            case 401 -> ApiException.noAccessToken();
            case 403 -> general(ErrorCode.Forbidden);
            case 404 -> general(ErrorCode.NotFound);
            case 405 -> general(ErrorCode.MethodNotAllowed);
            case 406 -> general(ErrorCode.NotAcceptable);
            case 413 -> new ApiException(ErrorCode.PayloadTooLarge, "the body is larger than this server accepts");
            case 415 -> general(ErrorCode.UnsupportedMediaType);
            case 503 -> new ApiException(ErrorCode.StoreUnavailable, "the service is not ready");
            default ->
                status >= 400 && status < 500
                        ? new ApiException(ErrorCode.BadRequest, "the request is not well-formed").withStatus(status)
                        : internal(id());
        };
    }
    /** The error whose sentence is its general meaning, without the capital letter and the full stop. */
    private static ApiException general(ErrorCode code) {
        String meaning = code.meaning();
        return new ApiException(
                code, Character.toLowerCase(meaning.charAt(0)) + meaning.substring(1, meaning.length() - 1));
    }
}
