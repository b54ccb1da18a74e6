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
import io.valise.platform.SharedReads;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The opened data keys of the scopes. A scope's key is created when something is first sealed in it; if several
 * instances try at the same time, one insert wins and the others use its key.
 *
 * <p>Opened keys stay in memory for {@link #KEPT_OPEN}, so a {@link #destroy} on another instance takes effect here
 * within that time. Until then, a stale key can open contents that its caller could have opened before, and can seal
 * contents that can never be opened. Both only happen in a scope that no longer exists: a scope's key is never
 * replaced, and the id of a destroyed scope is never reused. Sealing in a destroyed scope creates a new key, which
 * cannot open older contents.
 */
@ApplicationScoped
class DataKeys {
    static final Duration KEPT_OPEN = Duration.ofMinutes(5);

    /** About 2 KB each. */
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

    /** The scope's key, created if there is none. Fails with 503 if the master key is unavailable. */
    Uni<Aead> forSealing(String scope) {
        return openOrMake(scope).onFailure(MasterKeyException.class).transform(DataKeys::unavailable);
    }

    /**
     * The scope's key. Fails with {@link IllegalStateException} if there is none (any more) or it is damaged, and with
     * 503 if the master key is unavailable.
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

    /** Whether the scope's key does not open although its master key works: it opens the service's own data key. */
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
        return new IllegalStateException("the stored data key of scope \"" + scope + "\" is damaged");
    }

    /** The scope's key, created if there is none. Fails with {@link MasterKeyException}. */
    Uni<Aead> openOrMake(String scope) {
        return SharedReads.get(opened, scope, () -> findOrMake(scope))
                // This may have joined the look-up of an {@link #open}, which creates no key.
                .onItem()
                .ifNull()
                .switchTo(() -> findOrMake(scope));
    }

    /** The scope's key, or null if there is none. Fails with {@link MasterKeyException}. */
    Uni<@Nullable Aead> open(String scope) {
        return SharedReads.get(opened, scope, () -> find(scope));
    }

    /** Deletes the scope's key from the store first and then from memory, so that it is not cached again in between. */
    Uni<Void> destroy(String scope) {
        return stored().deleteOne(new Document("_id", scope))
                .plug(Writes::idempotent)
                .invoke(() -> opened.synchronous().invalidate(scope))
                .replaceWithVoid();
    }

    static ReactiveMongoCollection<DataKey> stored() {
        return DataKey.mongoCollection();
    }

    /** One data key for each master key in use. Takes one look-up per master key, plus one. */
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
        LOG.errorf("Secrets cannot be sealed or opened: %s", failure.getMessage());
        return new ApiException(ErrorCode.StoreUnavailable, "the master key is not available; nothing was changed");
    }
}
