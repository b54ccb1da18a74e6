package io.valise.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.limits.Refused;
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
 * Slows down those who guess keys. In memory, of this instance, for an hour after the last failure. The rule:
 *
 * <ul>
 *   <li>A pair is a public key and the address that it is tried from; of an IPv6 address its /64 counts. A pair with as
 *       many failures as are free is refused, without a look at the key, for one second, then two, four and so on. By
 *       the key alone, anybody could keep an owner out.
 *   <li>An attempt takes its place before it is looked at. As many of a pair are looked at together as it has free
 *       failures left, and one at a time after that; the others wait to see what becomes of these. So any number of
 *       attempts at once gets no more looks than the same attempts one after the other.
 *   <li>No attempt waits for another pair, or is refused for its failures: a right key is looked at, whoever else is
 *       behind its address.
 *   <li>A success forgets the failures of its pair.
 *   <li>Whether a key is known makes no difference to any of this.
 * </ul>
 */
@ApplicationScoped
class SignInAttempts {
    /** Each takes some 200 bytes; beyond them, those of long ago are forgotten. */
    private static final int REMEMBERED = 100_000;

    /** In characters; of what is longer, a hash is remembered. Ours have 8. */
    private static final int LONGEST_REMEMBERED = 64;

    private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

    private final Cache<String, Failures> failures = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    private final Places places = new Places();

    /** Longer than the store's own time-outs for two commands: a look that takes longer is lost, and gives its place back. */
    Duration longestLook = Duration.ofMinutes(2);

    @Inject
    SignInSettings settings;

    @Inject
    Clock clock;

    /**
     * What the look gives, and null for a failure, once the attempt has its place. Fails with {@code TooManyAttempts},
     * without the look, while the pair is refused. A look that has begun is carried through and counted even if the client
     * goes away, unless it never ends; one that has not is left out then.
     *
     * @param address empty for this process itself, which is not slowed down
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
        return places.take(pair, () -> placesOf(pair), gone)
                .chain(() -> Uni.createFrom()
                        .<@Nullable ApiKey>deferred(() -> look.get())
                        .ifNoItem()
                        .after(longestLook)
                        .failWith(() -> new ApiException(ErrorCode.StoreUnavailable, "checking the API key timed out"))
                        .invoke(key -> note(key != null, pair))
                        .eventually(() -> places.release(pair)));
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

    /** All of them. */
    void forget() {
        failures.invalidateAll();
    }

    private static String network(String address) {
        @Nullable IpAddress read = IpAddress.parse(address);
        return read == null ? address : read.network();
    }

    /** No address has a space in it. */
    private static String pair(String publicKey, String network) {
        return network + " " + (publicKey.length() <= LONGEST_REMEMBERED ? publicKey : TokenText.hash(publicKey));
    }
}
