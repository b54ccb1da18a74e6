package io.valise.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.VerifiedJwt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The nonces of HTTP Digest. They are signed, so that every instance recognises those of the others and none has to
 * store the nonces it issues.
 *
 * <p>Within one nonce, the client's count must rise from one request to the next on the same instance, so a digest
 * cannot be replayed there. Other instances do not know the count: an overheard digest can be replayed once on each of
 * them while its nonce lives. It is valid only for the URL it was computed for, which can only be read.
 */
@ApplicationScoped
class Nonces {
    private static final Duration LIFE = Duration.ofMinutes(5);

    /** Each takes some 400 bytes. Only requests with a valid key add one. */
    private static final int REMEMBERED = 20_000;

    /**
     * The highest count that was accepted with a nonce. Kept longer than a nonce lives, because the cache uses the
     * system clock.
     */
    private final Cache<String, Long> answered = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(LIFE.plusMinutes(1))
            .build();

    @Inject
    Tokens tokens;

    @Inject
    Clock clock;

    /** The validity of a nonce that a client sends back. */
    enum State {
        GOOD,
        /**
         * Ours, but expired or already used: the client may retry with a new nonce without asking the user for the key.
         */
        STALE,
        FOREIGN
    }

    Uni<String> next() {
        Instant now = clock.instant();
        RawJwt.Builder claims =
                RawJwt.newBuilder().setJwtId(UUID.randomUUID().toString()).setExpiration(now.plus(LIFE));
        return tokens.sign(Tokens.Type.NONCE, claims);
    }

    /** The state of the nonce when it comes with this count. */
    Uni<State> judge(String nonce, long count) {
        return tokens.verify(Tokens.Type.NONCE, nonce).map(read -> {
            State state = state(read);
            Long highest = answered.getIfPresent(nonce);
            return state == State.GOOD && highest != null && count <= highest ? State.STALE : state;
        });
    }

    /**
     * Marks the nonce as used with this count; false if the count is not higher than before. Call this for a correct
     * digest.
     */
    boolean use(String nonce, long count) {
        AtomicBoolean first = new AtomicBoolean();
        answered.asMap().compute(nonce, (same, highest) -> {
            first.set(highest == null || count > highest);
            return highest == null ? count : Long.max(count, highest);
        });
        return first.get();
    }

    private State state(Optional<VerifiedJwt> nonce) {
        try {
            if (nonce.isEmpty()) {
                return State.FOREIGN;
            }
            return clock.instant().isBefore(nonce.get().getExpiration()) ? State.GOOD : State.STALE;
        } catch (JwtInvalidException impossible) {
            throw new IllegalStateException("a nonce signed here lacks a claim", impossible);
        }
    }
}
