package io.valise.testing;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs work on its own Vert.x context, as each request does. */
public final class AsARequest {
    private AsARequest() {}

    /** Starts the work, and returns as soon as it waits for something. */
    public static <T> CompletableFuture<T> begin(Vertx vertx, Supplier<Uni<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext()).runOnContext(x -> {
            Cancellable unused = work.get().subscribe().with(result::complete, result::completeExceptionally);
            begun.complete(null);
        });
        begun.join();
        return result;
    }
}
