package io.valise.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Moves a result from another thread back to the Vert.x context of the caller. A request's context carries its request
 * scope, so the request must not continue on a worker, or in another request that asked for the same key.
 */
public final class CallersContext {
    private CallersContext() {}

    /** The same item or failure, emitted on the context that subscribed. */
    public static <T extends @Nullable Object> Uni<T> returning(Uni<T> elsewhere) {
        return Uni.createFrom().deferred(() -> {
            @Nullable Context here = Vertx.currentContext();
            return here == null ? elsewhere : elsewhere.emitOn(command -> here.runOnContext(ignored -> command.run()));
        });
    }
}
