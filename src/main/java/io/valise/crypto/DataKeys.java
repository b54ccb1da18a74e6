package io.valise.crypto;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import io.valise.platform.CallersContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.bson.Document;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of the scopes, opened. One is made by the first that seals in a scope; of several instances that try at
 * once, one insert wins and the others take its key.
 *
 * <p>Opened keys are kept in memory for {@link #KEPT_OPEN}, so another instance's {@link #destroy} takes effect here
 * that much later at most. Until then a stale key can open what was sealed before, which its caller may have read
 * before as well, and can seal what will never be opened: both only in a scope that is gone. It cannot harm a scope
 * that lives, since a scope's key is never replaced by another, and the id of a destroyed scope never comes back. Who
 * seals in a destroyed scope nevertheless makes it a new key, which opens nothing of before.
 */
@ApplicationScoped
class DataKeys {
    static final Duration KEPT_OPEN = Duration.ofMinutes(5);

    /** Some 2 KB each. */
    private static final int KEPT_AT_MOST = 1_000;

    private static final Logger LOG = Logger.getLogger(DataKeys.class);

    private final MasterKeyRing ring;
    private final Clock clock;
    private final AsyncCache<String, Aead> opened = Caffeine.newBuilder()
            .expireAfterWrite(KEPT_OPEN)
            .maximumSize(KEPT_AT_MOST)
            .buildAsync();

    DataKeys(MasterKeyRing ring, Clock clock) {
        this.ring = ring;
        this.clock = clock;
    }

    /** The scope's key, which is made if there is none. Fails with 503 if the master key cannot be asked. */
    Uni<Aead> forSealing(String scope) {
        return openOrMake(scope).onFailure(MasterKeyException.class).transform(DataKeys::unavailable);
    }

    /**
     * The scope's key. Fails with {@link IllegalStateException} if there is none (any more) or what is stored of it is
     * damaged, and with 503 if the master key cannot be asked.
     */
    Uni<Aead> forOpening(String scope) {
        return open(scope)
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("there is no data key for scope \"" + scope + "\""))
                .onFailure(StoreFailure::isMalformed)
                .transform(malformed -> damaged(scope))
                .onFailure(MasterKeyException.class)
                .recoverWithUni(failure -> isDamaged(scope)
                        .onItem()
                        .transformToUni(isDamaged ->
                                Uni.createFrom().failure(isDamaged ? damaged(scope) : unavailable(failure))));
    }

    /** Whether a key does not open although its master key opens others: the service's own, which is asked anew. */
    private Uni<Boolean> isDamaged(String scope) {
        return Uni.combine()
                .all()
                .unis(stored(scope), stored(Sealer.SERVICE_SCOPE))
                .asTuple()
                .flatMap(keys -> {
                    @Nullable DataKey own = keys.getItem1();
                    @Nullable DataKey service = keys.getItem2();
                    boolean sameMaster = own != null && service != null && own.masterKey.equals(service.masterKey);
                    return sameMaster
                            ? ring.open(service).replaceWith(true)
                            : Uni.createFrom().item(false);
                })
                .onFailure()
                .recoverWithItem(false);
    }

    private static IllegalStateException damaged(String scope) {
        return new IllegalStateException("what is stored of the data key of scope \"" + scope + "\" is damaged");
    }

    /** The scope's key, which is made if there is none. Fails with {@link MasterKeyException}. */
    Uni<Aead> openOrMake(String scope) {
        return shared(scope, () -> findOrMake(scope))
                // Joined a look-up by one that opens, who makes none.
                .onItem()
                .ifNull()
                .switchTo(() -> findOrMake(scope));
    }

    /** The scope's key, or null if there is none. Fails with {@link MasterKeyException}. */
    Uni<@Nullable Aead> open(String scope) {
        return shared(scope, () -> find(scope));
    }

    /** Deletes the scope's key from the store, then from memory, lest it be read again in between. */
    Uni<Void> destroy(String scope) {
        return stored().deleteOne(new Document("_id", scope))
                .plug(Writes::idempotent)
                .invoke(() -> opened.synchronous().invalidate(scope))
                .replaceWithVoid();
    }

    static ReactiveMongoCollection<DataKey> stored() {
        return DataKey.mongoCollection();
    }

    /** For each master key in use, one data key under it: as many look-ups as there are master keys, and one. */
    static Uni<List<DataKey>> samples() {
        return samples("", new ArrayList<>());
    }

    private static Uni<List<DataKey>> samples(String after, List<DataKey> found) {
        return stored().find(
                        new Document("masterKey", new Document("$gt", after)),
                        new FindOptions().sort(new Document("masterKey", 1)).limit(1))
                .toUni()
                .flatMap(next -> {
                    if (next == null) {
                        return Uni.createFrom().item(found);
                    }
                    found.add(next);
                    return samples(next.masterKey, found);
                });
    }

    /** One look-up for all that ask at the same time. The copy: who cancels, cancels for itself only. */
    private Uni<@Nullable Aead> shared(String scope, Supplier<Uni<@Nullable Aead>> look) {
        return CallersContext.returning(Uni.createFrom().completionStage(() -> {
            CompletableFuture<@Nullable Aead> shared =
                    opened.get(scope, (key, executor) -> look.get().subscribeAsCompletionStage());
            // A failed one is out of the cache before anybody hears of it, so that whoever tries again looks again.
            return shared.copy().whenComplete((key, failure) -> {
                if (failure != null) {
                    opened.asMap().remove(scope, shared);
                }
            });
        }));
    }

    private static Uni<@Nullable DataKey> stored(String scope) {
        return stored().find(new Document("_id", scope)).collect().first();
    }

    private Uni<@Nullable Aead> find(String scope) {
        return stored(scope)
                .onItem()
                .ifNotNull()
                .transformToUni(stored -> ring.open(stored).map(DataKeys::primitive));
    }

    private Uni<@Nullable Aead> findOrMake(String scope) {
        return find(scope).onItem().ifNull().switchTo(() -> make(scope));
    }

    private Uni<@Nullable Aead> make(String scope) {
        return Uni.createFrom()
                .item(Unchecked.supplier(() ->
                        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())))
                .flatMap(key -> wrapped(scope, key)
                        .flatMap(made -> stored().insertOne(made).plug(Writes::idempotent))
                        .map(inserted -> primitive(key)))
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(() -> find(scope));
    }

    private Uni<DataKey> wrapped(String scope, KeysetHandle key) {
        return ring.primary().wrap(scope, key).map(bytes -> {
            DataKey made = new DataKey();
            made.scope = scope;
            made.wrapped = bytes;
            made.masterKey = ring.primary().id();
            made.created = clock.instant();
            return made;
        });
    }

    private static Aead primitive(KeysetHandle key) {
        try {
            return key.getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a data key of an unknown kind", impossible);
        }
    }

    private static ApiException unavailable(Throwable failure) {
        LOG.errorf("Nothing can be sealed or opened here: %s", failure.getMessage());
        return new ApiException(ErrorCode.StoreUnavailable, "the master key is not available; nothing was changed");
    }
}
