package io.valise.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Brings what another thread has worked out back to the Vert.x context that asked for it: a request's context carries
 * its request scope, and must not go on in a worker or in another request that happened to ask for the same key.
 */
public final class CallersContext {
    private CallersContext() {}

    /** The same, going on where it was subscribed to. */
    public static <T extends @Nullable Object> Uni<T> returning(Uni<T> elsewhere) {
        return Uni.createFrom().deferred(() -> {
            @Nullable Context here = Vertx.currentContext();
            return here == null ? elsewhere : elsewhere.emitOn(command -> here.runOnContext(ignored -> command.run()));
        });
    }
}
