package io.valise.auth;

import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.VerifiedJwt;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Begins, renews and ends sessions, and authenticates access tokens. Every refusal is 401 {@code InvalidSession}. */
@ApplicationScoped
class Sessions {
    private static final String REFRESH_PREFIX = "vrf_";
    private static final String SESSION_CLAIM = "sid";

    @Inject
    SessionSettings settings;

    @Inject
    Tokens tokens;

    @Inject
    LiveSessions live;

    @Inject
    SignedDocuments documents;

    @Inject
    Clock clock;

    @Inject
    SecureRandom random;

    /** The two tokens of a new session. */
    record Begun(String accessToken, String refreshToken) {
        @Override
        public String toString() {
            return "Begun[***]";
        }
    }

    /** Begins a session for an authenticated key. */
    Uni<Begun> begin(ApiKey key) {
        String refreshToken = TokenText.generate(REFRESH_PREFIX, random);
        Session session = new Session();
        session.id = new ObjectId();
        session.refreshHash = TokenText.hash(refreshToken);
        session.key = key.id;
        session.credential = key.credential;
        session.createdAt = clock.instant();
        session.expiresAt = session.createdAt.plus(settings.refreshTokenLife());
        if (key.expiresAt != null && key.expiresAt.isBefore(session.expiresAt)) {
            session.expiresAt = key.expiresAt;
        }
        return documents
                .insert(Session.stored(), session)
                // Nobody has the tokens yet, so a failure can report that nothing was changed.
                .plug(Writes::preparatory)
                .call(() -> endOldest(session))
                .chain(() -> accessToken(session))
                .map(accessToken -> new Begun(accessToken, refreshToken));
    }

    /**
     * Ends the key's oldest sessions beyond its limit. If instances exceed it at the same moment, or this fails, the
     * key's next log-in ends the rest.
     */
    private Uni<Void> endOldest(Session begun) {
        return Session.beyond(begun.key, settings.mostPerKey())
                .map(found -> found.stream().filter(id -> !id.equals(begun.id)).toList())
                .chain(over -> over.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Session.remove(over).eventually(() -> over.forEach(live::ended)))
                .onFailure(StoreFailure::isOfStore)
                .recoverWithNull();
    }

    /** A new access token for the session of this refresh token. */
    Uni<String> renew(@Nullable String refreshToken) {
        return find(refreshToken).call(this::keyOf).chain(this::accessToken);
    }

    /** Ends the session of this refresh token. Returns the session's key; null if that has been removed. */
    Uni<@Nullable ApiKey> end(@Nullable String refreshToken) {
        return find(refreshToken)
                .call(session -> Session.deleteById(session.id)
                        .plug(Writes::idempotent)
                        .plug(Writes::decisive)
                        .eventually(() -> live.ended(session.id)))
                .chain(session -> documents.withId(ApiKey.stored(), session.key));
    }

    /** The key of this access token, as stored within the last two seconds. */
    Uni<ApiKey> authenticate(@Nullable String accessToken) {
        if (accessToken == null) {
            return Uni.createFrom().failure(ApiException.noAccessToken());
        }
        return tokens.verify(Tokens.Type.ACCESS, accessToken)
                .map(this::ids)
                .chain(live::find)
                .map(found -> {
                    if (found != null && found.key().isOver(clock.instant())) {
                        throw invalid("invalid session: the API key has expired");
                    }
                    if (found == null || expired(found.session())) {
                        throw invalid(ENDED);
                    }
                    return found.key();
                });
    }

    private static final String ENDED = "invalid session: the session has ended";

    private LiveSessions.Ids ids(Optional<VerifiedJwt> verified) {
        try {
            VerifiedJwt token = verified.orElseThrow(() -> invalid("invalid session: the access token is not valid"));
            if (!clock.instant().isBefore(token.getExpiration())) {
                throw invalid("invalid session: access token expired");
            }
            return new LiveSessions.Ids(
                    new ObjectId(token.getStringClaim(SESSION_CLAIM)), new ObjectId(token.getSubject()));
        } catch (JwtInvalidException impossible) {
            throw new IllegalStateException("a token signed here lacks a claim", impossible);
        }
    }

    private Uni<ApiKey> keyOf(Session session) {
        return documents
                .withId(ApiKey.stored(), session.key)
                .chain(key -> key == null || !session.isOf(key) || key.isOver(clock.instant())
                        ? refuse(ENDED)
                        : Uni.createFrom().item(key));
    }

    private Uni<Session> find(@Nullable String refreshToken) {
        if (refreshToken == null) {
            return refuse("invalid session: no refresh token was sent");
        }
        if (!refreshToken.startsWith(REFRESH_PREFIX)) {
            return refuse("invalid refresh token: incorrect token type");
        }
        return documents
                .only(Session.stored(), Session.withRefreshHash(TokenText.hash(refreshToken)))
                .chain(session -> session == null || expired(session)
                        ? refuse("invalid session: failed to find refresh token")
                        : Uni.createFrom().item(session));
    }

    private Uni<String> accessToken(Session session) {
        Instant now = clock.instant();
        return tokens.sign(
                Tokens.Type.ACCESS,
                RawJwt.newBuilder()
                        .setSubject(session.key.toHexString())
                        .addStringClaim(SESSION_CLAIM, session.id.toHexString())
                        .setIssuedAt(now)
                        .setExpiration(now.plus(settings.accessTokenLife())));
    }

    private boolean expired(Session session) {
        return !clock.instant().isBefore(session.expiresAt);
    }

    private static ApiException invalid(String sentence) {
        return new ApiException(ErrorCode.InvalidSession, sentence);
    }

    private static <T> Uni<T> refuse(String sentence) {
        return Uni.createFrom().failure(invalid(sentence));
    }
}
