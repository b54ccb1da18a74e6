package io.valise.auth;

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

/**
 * The nonces of HTTP Digest: signed, so that every instance knows the others' and none keeps a list.
 *
 * <p>Within its life a nonce can be used again. That gives an eavesdropper nothing it does not have: the only route
 * with a digest is a GET, the digest holds for its very address, and the answer was there to be read already.
 */
@ApplicationScoped
class Nonces {
    private static final Duration LIFE = Duration.ofMinutes(5);

    @Inject
    Tokens tokens;

    @Inject
    Clock clock;

    /** What a nonce that came back is. */
    enum State {
        GOOD,
        /** Ours, but too old: the client may try again with a new one without asking for the key again. */
        STALE,
        FOREIGN
    }

    Uni<String> next() {
        Instant now = clock.instant();
        RawJwt.Builder claims =
                RawJwt.newBuilder().setJwtId(UUID.randomUUID().toString()).setExpiration(now.plus(LIFE));
        return tokens.sign(Tokens.Type.NONCE, claims);
    }

    Uni<State> judge(String nonce) {
        return tokens.verify(Tokens.Type.NONCE, nonce).map(this::state);
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
