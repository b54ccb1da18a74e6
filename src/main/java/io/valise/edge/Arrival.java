package io.valise.edge;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.HttpErrors;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Rejects a request whose body does not arrive in time. The time limit covers head and body together; {@link HeadTimer}
 * measures the head. A request that has arrived in full is answered, however long that takes.
 */
class Arrival {
    /** After all other filters: the body is read from here on, and time spent in a filter is not the client's delay. */
    private static final int LAST = Integer.MAX_VALUE;

    /** No other methods have their body read, so the end of the body would never be seen. */
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    /** NO_ERROR: resets a stream after a complete answer that does not need the rest of the request (RFC 9113, 8.1). */
    private static final long NO_ERROR = 0;

    @Inject
    RequestSettings settings;

    @ConfigProperty(name = "quarkus.http.limits.max-body-size")
    MemorySize bodyLimit;

    @ServerRequestFilter(priority = LAST)
    void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!WITH_BODY.contains(request.method()) || request.isEnded() || hasNoBody(request)) {
            return;
        }
        Future<Void> end = request.end();
        long left = settings.arrival().minus(HeadTimer.taken(context)).toMillis();
        long timer = context.vertx().setTimer(Math.max(1, left), late -> {
            if (!end.isComplete() && !context.response().ended()) {
                turnDown(context);
            }
        });
        end.onComplete(arrived -> context.vertx().cancelTimer(timer));
        context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
    }

    /**
     * Holds back a refusal over HTTP/2 until the body has arrived, and throws the body away. {@link AnswerAfterBody}
     * does this for HTTP/1.
     */
    @ServerResponseFilter
    Uni<Void> afterBody(RoutingContext context, ContainerResponseContext response) {
        HttpServerRequest request = context.request();
        if (request.version() != HttpVersion.HTTP_2
                || request.isEnded()
                || !AnswerAfterBody.isHeld(response.getStatus())
                || request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            return Uni.createFrom().voidItem();
        }
        AtomicLong left = new AtomicLong(bodyLimit.asLongValue());
        return Uni.createFrom().emitter(emitter -> {
            long timer = context.vertx().setTimer(settings.arrival().toMillis(), late -> {
                resetAfterAnswer(context);
                emitter.complete(null);
            });
            UniEmitter<? super Void> end =
                    emitter.onTermination(() -> context.vertx().cancelTimer(timer));
            request.handler(part -> {
                if (left.addAndGet(-part.length()) < 0) {
                    resetAfterAnswer(context);
                    end.complete(null);
                }
            });
            request.exceptionHandler(gone -> end.complete(null));
            request.endHandler(arrived -> end.complete(null));
            request.resume();
        });
    }

    /** Drops the rest of a body, so that it does not use up the connection's flow-control window. For HTTP/2. */
    private static void resetAfterAnswer(RoutingContext context) {
        context.addEndHandler(ended -> context.response().reset(NO_ERROR));
    }

    private void turnDown(RoutingContext context) {
        Refused.ARRIVAL.count();
        HttpErrors.closeAfter(context);
        if (context.request().version() == HttpVersion.HTTP_2) {
            resetAfterAnswer(context);
        }
        context.fail(new ApiException(
                ErrorCode.RequestTimeout,
                "the request did not arrive within " + settings.arrival().toSeconds() + " seconds"));
    }

    /** RFC 9112, section 6.3. Such a body is never read, so its end would never be seen. */
    private static boolean hasNoBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null
                ? request.version() != HttpVersion.HTTP_2 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                : length.equals("0");
    }
}
