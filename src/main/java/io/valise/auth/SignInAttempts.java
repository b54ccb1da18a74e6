package io.valise.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.limits.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Slows down who guesses keys, by address, and by key and address together. Not by key alone: anybody could keep an
 * owner out. Whether a key is known makes no difference to it. In memory, of this instance, for an hour after the last
 * failure.
 */
@ApplicationScoped
class SignInAttempts {
    /** Each takes some 200 bytes; beyond them, those of long ago are forgotten. */
    private static final int REMEMBERED = 100_000;

    private static final Duration REMEMBERED_FOR = Duration.ofHours(1);

    private final Cache<String, Failures> failures = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .build();

    @Inject
    SignInSettings settings;

    @Inject
    Clock clock;

    /** Fails with {@code TooManyAttempts} while an attempt is not to be looked at. An empty address is this process. */
    void admit(String publicKey, String address) {
        Duration delay = longer(
                delay(address, settings.freePerAddress()), delay(pair(publicKey, address), settings.freePerKey()));
        if (!address.isEmpty() && !delay.isZero()) {
            Refused.SIGN_IN.count();
            throw new ApiException(ErrorCode.TooManyAttempts, "too many log-ins were refused; try again later")
                    .withRetryAfter(delay.plusMillis(999).toSeconds());
        }
    }

    void failed(String publicKey, String address) {
        note(address);
        note(pair(publicKey, address));
    }

    void succeeded(String publicKey, String address) {
        failures.invalidate(pair(publicKey, address));
    }

    /** All of them. */
    void forget() {
        failures.invalidateAll();
    }

    private void note(String who) {
        Instant now = clock.instant();
        failures.asMap().compute(who, (same, known) -> known == null ? Failures.first(now) : known.another(now));
    }

    private Duration delay(String who, int free) {
        Failures known = failures.getIfPresent(who);
        return known == null ? Duration.ZERO : known.delay(free, settings.longestDelay(), clock.instant());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** No address has a space in it. */
    private static String pair(String publicKey, String address) {
        return address + " " + publicKey;
    }
}
