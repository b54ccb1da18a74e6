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
 * The nonces of HTTP Digest: signed, so that every instance knows the others' and none keeps a list of those it gave.
 *
 * <p>With one nonce, the client's count must rise from one answer to the next on the same instance: a digest that was
 * answered here is not answered again. Another instance does not know of it, so a digest that was overheard can be used
 * there, once and within the life of its nonce. It is good for the one address it was made for, which can only be read.
 */
@ApplicationScoped
class Nonces {
    private static final Duration LIFE = Duration.ofMinutes(5);

    /** Each takes some 400 bytes. Only the holder of a key can add one. */
    private static final int REMEMBERED = 20_000;

    /** The highest count with which a nonce was answered. By the clock of the platform, so longer than the nonce lives. */
    private final Cache<String, Long> answered = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(LIFE.plusMinutes(1))
            .build();

    @Inject
    Tokens tokens;

    @Inject
    Clock clock;

    /** What a nonce that came back is. */
    enum State {
        GOOD,
        /** Ours, but too old or used: the client may try again with a new one without asking for the key again. */
        STALE,
        FOREIGN
    }

    Uni<String> next() {
        Instant now = clock.instant();
        RawJwt.Builder claims =
                RawJwt.newBuilder().setJwtId(UUID.randomUUID().toString()).setExpiration(now.plus(LIFE));
        return tokens.sign(Tokens.Type.NONCE, claims);
    }

    /** What the nonce is when it comes with this count. */
    Uni<State> judge(String nonce, long count) {
        return tokens.verify(Tokens.Type.NONCE, nonce).map(read -> {
            State state = state(read);
            Long highest = answered.getIfPresent(nonce);
            return state == State.GOOD && highest != null && count <= highest ? State.STALE : state;
        });
    }

    /** Uses the nonce with this count; false if it was used with one as high before. To be called for a right digest. */
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
