package io.valise.platform;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Caches reads from the store for a moment. Concurrent requests for the same key share one read. Missing items and
 * failures are not cached.
 *
 * <p>An instance that writes to the store must then {@link #forget} the key, so that it sees its own change at once.
 * Other instances see the change within two seconds.
 */
public final class RecentReads<K, V> {
    /** Less than the two seconds that are promised, since the read itself takes time. */
    private static final Duration KEPT = Duration.ofMillis(1_500);

    private final AsyncCache<K, V> kept;
    private final Function<K, Uni<@Nullable V>> read;

    /**
     * @param most maximum number of entries; beyond it, the least used are evicted
     * @param read reads one item from the store; null if it does not exist
     */
    public RecentReads(int most, Function<K, Uni<@Nullable V>> read) {
        this.kept =
                Caffeine.newBuilder().maximumSize(most).expireAfterWrite(KEPT).buildAsync();
        this.read = read;
    }

    /** The item as it is or was at most two seconds ago; null if it does not exist. Fails if the read fails. */
    public Uni<@Nullable V> get(K key) {
        V known = kept.synchronous().getIfPresent(key);
        return known != null ? Uni.createFrom().item(known) : SharedReads.get(kept, key, () -> read.apply(key));
    }

    /** Drops one entry, and the result of a read that is under way. */
    public void forget(K key) {
        kept.asMap().remove(key);
    }

    /** Drops the entries whose key matches, as {@link #forget} does. */
    public void forgetAll(Predicate<K> which) {
        kept.asMap().keySet().removeIf(which);
    }
}
