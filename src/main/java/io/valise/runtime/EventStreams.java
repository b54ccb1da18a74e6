package io.valise.runtime;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The open event streams. */
@ApplicationScoped
class EventStreams {
    @Inject
    Watches watches;

    @Inject
    Snapshots snapshots;

    /**
     * Opens a stream directly on the response, since the framework's own streams need several times the memory. The
     * returned Uni never emits an item: the stream ends with the response or the connection.
     */
    Uni<Void> open(Grant grant, long revision, RoutingContext request) {
        HttpServerResponse response = request.response();
        return Uni.createFrom().emitter(emitter -> {
            watches.requireRoom();
            EventStream stream = new EventStream(grant, response);
            stream.begin(revision);
            watches.add(stream);
            // The framework cancels the Uni when the connection closes.
            UniEmitter<? super Void> unused = emitter.onTermination(() -> watches.remove(stream));
            request.addEndHandler(ended -> watches.remove(stream));
            if (response.closed()) {
                watches.remove(stream);
            }
            Snapshot now = snapshots.current(grant.app);
            if (now != null) {
                stream.newer(now.revision());
            }
        });
    }

    @Scheduled(every = "15s")
    void beat() {
        watches.each(watch -> {
            if (watch instanceof EventStream stream) {
                stream.beat();
            }
        });
    }
}
