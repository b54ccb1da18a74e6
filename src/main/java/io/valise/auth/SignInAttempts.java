package io.valise.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.edge.Refused;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.platform.IpAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down guessing of keys. Kept in memory on this instance for an hour after the last failure. The rules:
 *
 * <ul>
 *   <li>A pair is a public key and the address it is tried from (of an IPv6 address, its /64). Once a pair has used up
 *       its free failures, it is refused without checking the key: for one second, then two, four and so on. Counting
 *       by the key alone would let anybody lock an owner out.
 *   <li>An attempt takes a place before it is checked. As many attempts of a pair are checked at the same time as it
 *       has free failures left, after that one at a time; the others wait for the results. So concurrent attempts get
 *       no more checks than the same attempts one after the other.
 *   <li>Pairs do not affect each other: a correct key is checked even if others behind the same address keep failing.
 *   <li>A success clears the failures of its pair.
 *   <li>All of this is the same for known and unknown keys.
 * </ul>
 */
@ApplicationScoped
class SignInAttempts {
    /** Each takes some 200 bytes; beyond this, the oldest are dropped. */
    private static final int REMEMBERED = 100_000;

    /** In characters; longer public keys are remembered by a hash. Ours have 8. */
    private static final int LONGEST_REMEMBERED = 64;

    private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

    private final Cache<String, Failures> failures = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    private final AttemptQueue queue = new AttemptQueue();

    /**
     * Longer than the store's time-outs for two commands. A check that takes longer has failed, and its place is
     * released.
     */
    Duration longestLook = Duration.ofMinutes(2);

    @Inject
    SignInSettings settings;

    @Inject
    Clock clock;

    /**
     * Runs the check once the attempt has a place, and returns its result: null is a failure. Fails with
     * {@code TooManyAttempts}, without the check, while the pair is refused. If the client disconnects, a check that
     * has started is finished and counted, unless it times out; one that has not started is skipped.
     *
     * @param address empty for this process itself, which is not limited
     */
    Uni<@Nullable ApiKey> look(String publicKey, String address, Supplier<Uni<@Nullable ApiKey>> look) {
        if (address.isEmpty()) {
            return look.get();
        }
        return Uni.createFrom().emitter(client -> {
            AtomicBoolean gone = new AtomicBoolean();
            var waiting = client.onTermination(() -> gone.set(true));
            Cancellable unused = inPlace(pair(publicKey, network(address)), gone::get, look)
                    .subscribe()
                    .with(waiting::complete, failure -> {
                        if (!gone.get()) {
                            waiting.fail(failure);
                        }
                    });
        });
    }

    private Uni<@Nullable ApiKey> inPlace(String pair, BooleanSupplier gone, Supplier<Uni<@Nullable ApiKey>> look) {
        return queue.take(pair, () -> placesOf(pair), gone)
                .chain(() -> Uni.createFrom()
                        .<@Nullable ApiKey>deferred(() -> look.get())
                        .ifNoItem()
                        .after(longestLook)
                        .failWith(() -> new ApiException(ErrorCode.StoreUnavailable, "checking the API key timed out"))
                        .invoke(key -> note(key != null, pair))
                        .eventually(() -> queue.release(pair)));
    }

    /** Throws {@code TooManyAttempts} while the pair is refused. */
    private int placesOf(String pair) {
        @Nullable Failures known = failures.getIfPresent(pair);
        if (known == null) {
            return settings.freePerKey();
        }
        Duration delay = known.delay(settings.freePerKey(), settings.longestDelay(), clock.instant());
        if (!delay.isZero()) {
            Refused.SIGN_IN.count();
            throw new ApiException(ErrorCode.TooManyAttempts, "too many log-ins were refused; try again later")
                    .withRetryAfter(delay.plusMillis(999).toSeconds());
        }
        return known.left(settings.freePerKey());
    }

    private void note(boolean succeeded, String pair) {
        if (succeeded) {
            failures.invalidate(pair);
        } else {
            Instant now = clock.instant();
            failures.asMap().compute(pair, (same, known) -> known == null ? Failures.first(now) : known.another(now));
        }
    }

    void forget() {
        failures.invalidateAll();
    }

    private static String network(String address) {
        @Nullable IpAddress read = IpAddress.parse(address);
        return read == null ? address : read.network();
    }

    /** Addresses contain no spaces, so the parts cannot be confused. */
    private static String pair(String publicKey, String network) {
        return network + " " + (publicKey.length() <= LONGEST_REMEMBERED ? publicKey : TokenText.hash(publicKey));
    }
}
