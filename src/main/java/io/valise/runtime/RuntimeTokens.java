package io.valise.runtime;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoException;
import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.auth.TokenText;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.platform.SharedReads;
import io.valise.revisions.Revisions;
import io.valise.telemetry.RequestFields;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates runtime tokens from memory. The store is only queried for texts that this service has issued
 * ({@link TokenTexts}): once when a token is first used on this instance, and once a minute for a revoked token.
 * Concurrent requests with the same token share one look-up.
 */
@ApplicationScoped
class RuntimeTokens {
    /** Maximum tokens in use on this instance. Each takes about 500 bytes and is checked once a second. */
    private static final int KNOWN = 10_000;

    private static final int UNKNOWN = 10_000;
    private static final Duration UNKNOWN_KEPT = Duration.ofMinutes(1);

    private final AsyncCache<String, Grant> known =
            Caffeine.newBuilder().maximumSize(KNOWN).buildAsync();
    private final Cache<String, Boolean> unknown = Caffeine.newBuilder()
            .maximumSize(UNKNOWN)
            .expireAfterWrite(UNKNOWN_KEPT)
            .build();

    @Inject
    TokenTexts texts;

    @Inject
    Clock clock;

    @Inject
    SignedDocuments documents;

    /**
     * The grant of the token in an {@code Authorization} header. Fails with {@code InvalidSession} for anything but a
     * valid runtime token, and with {@code AppNotFound} if it belongs to another app, whether or not the requested app
     * exists.
     */
    Uni<Grant> admit(@Nullable String authorization, String clientAppId) {
        String token = TokenText.ofBearer(authorization);
        if (token == null) {
            return Uni.createFrom().failure(invalid());
        }
        String hash = TokenText.hash(token);
        Grant grant = known.synchronous().getIfPresent(hash);
        if (grant == null && !texts.isOurs(token)) {
            return Uni.createFrom().failure(invalid());
        }
        return (grant == null ? lookUp(hash) : Uni.createFrom().item(grant))
                .onItem()
                .invoke(found -> check(found, clientAppId));
    }

    /** The same for a valid token of this app that is already in memory; null for any other. */
    @Nullable
    Grant known(@Nullable String authorization, String clientAppId) {
        String token = TokenText.ofBearer(authorization);
        Grant grant = token == null ? null : known.synchronous().getIfPresent(TokenText.hash(token));
        if (grant == null || grant.isOver(clock) || !grant.clientAppId.equals(clientAppId)) {
            return null;
        }
        use(grant);
        return grant;
    }

    private void check(Grant grant, String clientAppId) {
        RequestFields.caller(grant.tokenHex);
        requireValid(grant);
        if (!grant.clientAppId.equals(clientAppId)) {
            throw Revisions.appNotFound(clientAppId);
        }
        use(grant);
    }

    private static void use(Grant grant) {
        RequestFields.caller(grant.tokenHex);
        RequestFields.app(grant.appHex);
        grant.use();
    }

    /** Throws {@code InvalidSession} if the token has been revoked or has expired. */
    void requireValid(Grant grant) {
        if (grant.isOver(clock)) {
            throw invalid();
        }
    }

    private Uni<Grant> lookUp(String hash) {
        if (unknown.getIfPresent(hash) != null) {
            return Uni.createFrom().failure(invalid());
        }
        return SharedReads.get(known, hash, () -> find(hash))
                .onItem()
                .ifNull()
                .failWith(() -> {
                    unknown.put(hash, true);
                    return invalid();
                })
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    private Uni<@Nullable Grant> find(String hash) {
        return documents
                .only(RuntimeToken.stored(), new Document("hash", hash))
                .map(token -> token == null ? null : new Grant(token));
    }

    /** Revokes a token on this instance. */
    void revoked(ObjectId token) {
        known.synchronous().asMap().values().removeIf(grant -> {
            boolean revoked = grant.token.equals(token);
            if (revoked) {
                grant.revoke();
            }
            return revoked;
        });
    }

    /**
     * Revokes tokens that another instance has revoked or whose stored document has changed, and writes the last uses.
     * Call once a second.
     */
    Uni<Void> follow() {
        Map<ObjectId, Grant> followed = new HashMap<>();
        known.synchronous().asMap().values().forEach(grant -> followed.put(grant.token, grant));
        return ById.find(followed.keySet(), RuntimeTokens::signatures)
                .collect()
                .asList()
                .invoke(stored -> stored.forEach(token -> followed.computeIfPresent(
                        token.getObjectId("_id"), (id, grant) -> grant.isStill(token) ? null : grant)))
                .invoke(() -> followed.keySet().forEach(this::revoked))
                .chain(this::writeUses);
    }

    private static Multi<Document> signatures(Document query) {
        return RuntimeToken.mongoCollection()
                .find(query, Document.class, new FindOptions().projection(Projections.include("signature")));
    }

    private Uni<Void> writeUses() {
        long now = clock.instant().getEpochSecond();
        List<ObjectId> used = known.synchronous().asMap().values().stream()
                .filter(grant -> grant.takeUse(now))
                .map(grant -> grant.token)
                .toList();
        return used.isEmpty()
                ? Uni.createFrom().voidItem()
                : RuntimeToken.mongoCollection()
                        .updateMany(
                                new Document("_id", new Document("$in", used)),
                                new Document("$max", new Document("lastUsed", now)))
                        .replaceWithVoid();
    }

    private static ApiException invalid() {
        return new ApiException(ErrorCode.InvalidSession, "invalid session: this route needs a valid runtime token");
    }
}
