package io.valise.platform;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was read from the store for a moment, so that requests close together do not all read it. Requests that
 * want the same thing at the same time share one read. What was not found is not kept, and neither is a failure.
 *
 * <p>An instance that changes something in the store must {@link #forget} it here after the write: it then sees its own
 * change at once. Other instances see it within two seconds.
 */
public final class RecentReads<K, V> {
    /** Less than the two seconds that are promised, since the read itself takes time. */
    private static final Duration KEPT = Duration.ofMillis(1_500);

    private final AsyncCache<K, V> kept;
    private final Function<K, Uni<@Nullable V>> read;

    /**
     * @param most how many are kept; beyond that, those least used are forgotten early
     * @param read reads one from the store; null if it is not there
     */
    public RecentReads(int most, Function<K, Uni<@Nullable V>> read) {
        this.kept =
                Caffeine.newBuilder().maximumSize(most).expireAfterWrite(KEPT).buildAsync();
        this.read = read;
    }

    /** What the store has, or had two seconds ago at most; null if it was not there. Fails as the read does. */
    public Uni<@Nullable V> get(K key) {
        V known = kept.synchronous().getIfPresent(key);
        return known != null ? Uni.createFrom().item(known) : share(key);
    }

    /**
     * Goes on in the context of the caller, since another request's may have begun the read. Each caller gets a copy of
     * the future: one that stops waiting does not cancel the read of the others.
     */
    private Uni<@Nullable V> share(K key) {
        return CallersContext.returning(Uni.createFrom()
                .completionStage(() -> kept.get(
                                key, (wanted, executor) -> read.apply(wanted).subscribeAsCompletionStage())
                        .copy()));
    }

    /** Forgets one, and the result of a read of it that is under way. */
    public void forget(K key) {
        kept.asMap().remove(key);
    }

    /** Forgets all with such a key, as {@link #forget} does. */
    public void forgetAll(Predicate<K> which) {
        kept.asMap().keySet().removeIf(which);
    }
}
