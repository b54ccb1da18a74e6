package io.valise.platform;

import com.github.benmanes.caffeine.cache.AsyncCache;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shares one read per key among concurrent callers. Missing items and failures are not cached. */
public final class SharedReads {
    private SharedReads() {}

    /**
     * The cached item, or the result of one read that all current callers of this key share. Each caller continues on
     * its own context, since another request may have started the read. Each gets a copy of the future, so that
     * cancelling one does not cancel the read for the others.
     *
     * @param read only called if no item is cached and no read of the key is under way
     */
    public static <K, V> Uni<@Nullable V> get(AsyncCache<K, V> cache, K key, Supplier<Uni<@Nullable V>> read) {
        return CallersContext.returning(Uni.createFrom().completionStage(() -> {
            CompletableFuture<@Nullable V> shared =
                    cache.get(key, (same, executor) -> read.get().subscribeAsCompletionStage());
            // Remove a failed read from the cache before callers see the failure, so that a retry reads again.
            return shared.copy().whenComplete((item, failure) -> {
                if (failure != null) {
                    cache.asMap().remove(key, shared);
                }
            });
        }));
    }
}
