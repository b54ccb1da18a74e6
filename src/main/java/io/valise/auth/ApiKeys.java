package io.valise.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Client;
import io.valise.audit.Refusals;
import io.valise.crypto.Damaged;
import io.valise.crypto.Place;
import io.valise.crypto.SealedSecret;
import io.valise.crypto.Sealer;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Creates, checks and removes API keys.
 *
 * <p>One credential is stored per key: HA1, sealed. HTTP Digest cannot be checked without it. A slow hash of the
 * private key next to it would protect nothing, because whoever opens HA1 can log in with it. The master key protects
 * HA1, and a generated private key cannot be guessed: it has 122 random bits.
 */
@ApplicationScoped
class ApiKeys {
    private static final Duration LAST_USED_STEP = Duration.ofMinutes(1);

    @Inject
    Sealer sealer;

    @Inject
    SecureRandom random;

    @Inject
    Clock clock;

    @Inject
    Refusals refusals;

    @Inject
    Event<KeyRemoved> removals;

    @Inject
    Event<Damaged> damage;

    @Inject
    SignInAttempts attempts;

    @Inject
    LiveSessions sessions;

    @Inject
    MeterRegistry meters;

    @Inject
    SignedDocuments documents;

    private volatile @Nullable Lock decoy;

    /** A sealed HA1 and the place it was sealed for; the key is null for a decoy. */
    private record Lock(@Nullable ApiKey key, Place place, SealedSecret ha1) {}

    /** The key with this id; null if there is none. */
    Uni<@Nullable ApiKey> withId(ObjectId id) {
        return documents.withId(ApiKey.stored(), id);
    }

    /** The key with this public half; null if there is none. */
    Uni<@Nullable ApiKey> withPublicKey(String publicKey) {
        return documents.only(ApiKey.stored(), ApiKey.withPublicKey(publicKey));
    }

    /** The keys of a project, oldest first. */
    Uni<List<ApiKey>> of(ObjectId project) {
        return documents.list(ApiKey.stored(), new Document("project", project), new Document("_id", 1));
    }

    /**
     * The key with this public half if its HA1 (hex) passes the proof, else null. An unknown public key goes through
     * the same steps with a decoy, so that the response time does not reveal whether the key exists. Fails with
     * {@code TooManyAttempts}, without reading the key, as {@link SignInAttempts} describes.
     *
     * @param client where the attempt comes from
     */
    Uni<@Nullable ApiKey> prove(Client client, String publicKey, Predicate<String> proof) {
        return attempts.look(
                publicKey,
                client.address(),
                () -> withPublicKey(publicKey)
                        .chain(key ->
                                key == null ? decoy() : Uni.createFrom().item(new Lock(key, key.place(), key.ha1)))
                        .chain(lock -> sealer.open(lock.place, lock.ha1)
                                .onFailure(IllegalStateException.class)
                                .transform(broken -> damaged(lock.key))
                                .map(ha1 -> proof.test(ha1.reveal()) ? lock.key : refused(lock.key, client))));
    }

    private ApiException damaged(@Nullable ApiKey key) {
        damage.fire(
                key == null
                        ? new Damaged(null, "the data key of the first project")
                        : new Damaged(
                                key.project,
                                null,
                                "the sealed credential of API key " + key.id + ", or its data key,"));
        return new ApiException(ErrorCode.StoreDamaged, "the stored API key is damaged");
    }

    /** A failure with a known key goes into the log of its project; an unknown key has no project. */
    private @Nullable ApiKey refused(@Nullable ApiKey key, Client client) {
        signInFailures(key == null ? "unknown" : "known").increment();
        if (key == null) {
            refusals.noteStranger();
        } else {
            refusals.note(key.actor(client), null, LoginResource.LOGIN, ErrorCode.AuthError);
        }
        return null;
    }

    /** Whether the key has ended. The attempt to use it is counted and recorded as refused then. */
    boolean hasEnded(ApiKey key, Client client) {
        boolean over = key.isOver(clock.instant());
        if (over) {
            refused(key, client);
        }
        return over;
    }

    /** Registers the counters at the start, so that the first failure already shows as an increase. */
    void register(@Observes StartupEvent start) {
        signInFailures("known");
        signInFailures("unknown");
    }

    private Counter signInFailures(String key) {
        return Counter.builder("valise.sign.in.failures")
                .description("Refused log-ins and digests, by whether the public key is known")
                .tag("key", key)
                .register(meters);
    }

    /** Creates a key without an end. */
    Uni<ApiKey> create(ObjectId project, String name, Role role, KeyPair pair) {
        return create(project, name, role, pair, null);
    }

    /**
     * Stores a new key and adds an owner without an end to its project. Fails with the store's duplicate key error if
     * the public half is taken.
     *
     * @param end when it stops working; null for never
     */
    Uni<ApiKey> create(ObjectId project, String name, Role role, KeyPair pair, @Nullable Instant end) {
        return store(project, name, role, pair, end)
                .call(key -> key.isListedOwner() ? inTheMiddle(count(key)) : nothing());
    }

    /** Deletes the key again if the project's document cannot be changed; the next start would remove it anyway. */
    private Uni<Void> count(ApiKey key) {
        return Project.addOwner(documents, key.project, key.id)
                .chain(counted -> counted
                        ? nothing()
                        : ApiKey.deleteById(key.id).chain(() -> Uni.createFrom().failure(ApiKeys::projectIsDamaged)));
    }

    private static ApiException projectIsDamaged() {
        return new ApiException(ErrorCode.StoreDamaged, "the project's document is missing or was altered");
    }

    /** Stores a new key. The caller must add an owner to its project. */
    Uni<ApiKey> store(ObjectId project, String name, Role role, KeyPair pair, @Nullable Instant end) {
        ApiKey key = new ApiKey();
        key.id = new ObjectId();
        key.project = project;
        key.name = name;
        key.role = role;
        key.publicKey = pair.publicKey();
        key.credential = new ObjectId();
        key.createdAt = clock.instant();
        key.expiresAt = end;
        return sealer.seal(key.place(), pair.ha1())
                .invoke(ciphertext -> key.ha1 = ciphertext)
                .chain(() -> documents.insert(ApiKey.stored(), key, ApiKey.withPublicKey(key.publicKey)))
                .plug(Writes::decisive)
                .replaceWith(key);
    }

    /** Gives the key a new private half. This one write also ends the sessions begun with the old one. */
    Uni<Void> replaceCredential(ApiKey key, KeyPair pair) {
        key.credential = new ObjectId();
        return sealer.seal(key.place(), pair.ha1())
                .chain(ciphertext -> change(key.id, stored -> {
                            stored.credential = key.credential;
                            stored.ha1 = ciphertext;
                        })
                        .eventually(() -> sessions.endedAllOf(key.id)))
                .chain(() -> Session.removeOf(key.id));
    }

    /** Changes a key's document; does nothing if there is none. {@code change} may run more than once. */
    Uni<Void> change(ObjectId id, Consumer<ApiKey> change) {
        return documents
                .change(ApiKey.stored(), id, key -> {
                    change.accept(key);
                    return true;
                })
                .plug(Writes::idempotent)
                .replaceWithVoid();
    }

    /**
     * Removes a key and ends its sessions; 409 {@code LastOwner} if the project would have no owner without an end left. If it is
     * interrupted it can be repeated, and {@link Bootstrap} repeats it at the next start.
     */
    Uni<Void> remove(ApiKey key) {
        return key.isListedOwner() ? giveUpOwnership(key).chain(() -> inTheMiddle(delete(key))) : delete(key);
    }

    private Uni<Void> delete(ApiKey key) {
        return ApiKey.deleteById(key.id)
                .plug(Writes::idempotent)
                .plug(Writes::decisive)
                .eventually(() -> sessions.endedAllOf(key.id))
                .chain(() -> inTheMiddle(Session.removeOf(key.id)))
                .invoke(() -> removals.fire(new KeyRemoved(key.id)));
    }

    /** A step after the first write: if it fails, "nothing was changed" would be wrong. */
    private static <T> Uni<T> inTheMiddle(Uni<T> step) {
        return step.onFailure(StoreFailure::isOfStore).transform(StoreFailure::outcomeUnknown);
    }

    private Uni<Void> giveUpOwnership(ApiKey key) {
        return Project.removeOwner(documents, key.project, key.id)
                .chain(removed -> removed
                        ? nothing()
                        : documents
                                .withId(Project.stored(), key.project)
                                .invoke(project -> refuseLastOwner(project, key))
                                .replaceWithVoid());
    }

    private static void refuseLastOwner(@Nullable Project project, ApiKey key) {
        if (project == null) {
            throw projectIsDamaged();
        }
        if (project.owners.contains(key.id)) {
            throw new ApiException(
                    ErrorCode.LastOwner,
                    "api key \"" + key.id.toHexString() + "\" is the project's last owner without an end; create"
                            + " another one first");
        }
    }

    /** Stores the time of a log-in, at most once a minute to save writes. */
    Uni<Void> used(ApiKey key) {
        Instant now = clock.instant();
        boolean noted =
                key.lastUsed != null && key.lastUsed.plus(LAST_USED_STEP).isAfter(now);
        return noted ? nothing() : ApiKey.noteUse(key.id, now);
    }

    /** Sealed in the scope of a project, so that fetching its data key takes as long as for an existing key. */
    private Uni<Lock> decoy() {
        Lock made = decoy;
        if (made != null) {
            return Uni.createFrom().item(made);
        }
        return Project.oldest(documents)
                .map(project -> project == null ? Sealer.SERVICE_SCOPE : project.id.toHexString())
                .map(scope -> new Place(scope, "api_key/decoy/ha1", "1"))
                .chain(place -> sealer.seal(place, KeyPair.generate(random).ha1())
                        .map(ciphertext -> new Lock(null, place, ciphertext)))
                .invoke(lock -> decoy = lock);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
