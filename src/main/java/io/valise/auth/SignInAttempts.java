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
 *   <li>An address with many failures, of whatever keys, has its attempts looked at one at a time, in the order they
 *       come. None is refused for the failures of other pairs: a right key is looked at, whoever else is behind its
 *       address.
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

    @Inject
    SignInSettings settings;

    @Inject
    Clock clock;

    /**
     * What the look gives, and null for a failure, once the attempt has its place. Fails with {@code TooManyAttempts},
     * without the look, while the pair is refused. A look that has begun is carried through and counted even if the client
     * goes away; one that has not is left out then.
     *
     * @param address empty for this process itself, which is not slowed down
     */
    Uni<@Nullable ApiKey> look(String publicKey, String address, Supplier<Uni<@Nullable ApiKey>> look) {
        if (address.isEmpty()) {
            return look.get();
        }
        String network = network(address);
        return Uni.createFrom().emitter(client -> {
            AtomicBoolean gone = new AtomicBoolean();
            var waiting = client.onTermination(() -> gone.set(true));
            Cancellable unused = inPlace(pair(publicKey, network), network, gone::get, look)
                    .subscribe()
                    .with(waiting::complete, failure -> {
                        if (!gone.get()) {
                            waiting.fail(failure);
                        }
                    });
        });
    }

    private Uni<@Nullable ApiKey> inPlace(
            String pair, String network, BooleanSupplier gone, Supplier<Uni<@Nullable ApiKey>> look) {
        return places.take(pair, () -> placesOfPair(pair), gone)
                .chain(() -> places.take(network, () -> placesOf(network), gone)
                        .chain(() -> Uni.createFrom()
                                .<@Nullable ApiKey>deferred(() -> look.get())
                                .invoke(key -> note(key != null, pair, network))
                                .eventually(() -> places.release(network)))
                        .eventually(() -> places.release(pair)));
    }

    /** Throws {@code TooManyAttempts} while the pair is refused. */
    private int placesOfPair(String pair) {
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

    private int placesOf(String network) {
        @Nullable Failures known = failures.getIfPresent(network);
        return known == null ? settings.freePerAddress() : known.left(settings.freePerAddress());
    }

    private void note(boolean succeeded, String pair, String network) {
        if (succeeded) {
            failures.invalidate(pair);
        } else {
            failed(pair);
            failed(network);
        }
    }

    private void failed(String who) {
        Instant now = clock.instant();
        failures.asMap().compute(who, (same, known) -> known == null ? Failures.first(now) : known.another(now));
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
