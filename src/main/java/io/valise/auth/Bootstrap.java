package io.valise.auth;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Client;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.StoreFailure;
import io.valise.platform.PublicPaths;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that somebody can log in: creates the first project and an owner key for it, which is either generated and
 * printed once or given by the operator.
 *
 * <p>Several instances may start on the same empty store, and any of them may be killed at any step. So the project is
 * unique by name, one instance at a time claims the right to print its key, and an abandoned claim is taken over.
 */
@ApplicationScoped
public class Bootstrap {
    /** How long an instance may take to create and print a key after claiming it; after that it counts as killed. */
    static final Duration CLAIM_LIFE = Duration.ofSeconds(10);

    /**
     * The minimum age of an owner key that its project does not list before it is removed as a remnant; a younger one
     * may still be in creation.
     */
    static final Duration REMNANT_AGE = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    @Inject
    BootstrapSettings settings;

    @Inject
    ProjectSettings naming;

    @Inject
    @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080")
    int port;

    @Inject
    PublicPaths paths;

    @Inject
    ApiKeys keys;

    @Inject
    SignedDocuments documents;

    @Inject
    SecureRandom random;

    @Inject
    Clock clock;

    /**
     * Call this at each start once the store answers. Fails with {@link IllegalStateException} and a message for the
     * operator if the settings are invalid or the store was damaged or altered; the service must not start then.
     *
     * @param requireUnused fails if the store shows that somebody has logged in before; called before a first key is
     *     made
     */
    public Uni<Void> firstStart(Supplier<Uni<Void>> requireUnused) {
        return Uni.createFrom()
                .item(settings::pair)
                .chain(pair -> firstProject()
                        .call(this::removeRemnants)
                        .chain(project ->
                                pair.isPresent() ? ensure(project, pair.get()) : showKey(project, requireUnused)));
    }

    /** Forged documents in the projects collection must not make anybody an owner. */
    private Uni<Project> firstProject() {
        return Project.<Project>mongoCollection()
                .find(RawBsonDocument.class, new FindOptions().limit(1))
                .collect()
                .first()
                .chain(any -> any == null ? makeProject() : Project.oldest(documents))
                .onItem()
                .ifNull()
                .failWith(() -> new IllegalStateException("the store has projects, but none that this service has"
                        + " signed: it was written by an older version of Valise, which this version cannot read, or"
                        + " it was altered. Start with an empty data folder or database, or restore a backup"));
    }

    private Uni<@Nullable Project> makeProject() {
        Project first = new Project();
        first.id = new ObjectId();
        first.name = naming.projectName();
        return documents
                .insert(Project.stored(), first)
                .replaceWith(first)
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(() -> Project.oldest(documents));
    }

    /**
     * Removes owner keys that their project does not list: they are left over from interrupted removals and creations.
     */
    private Uni<Void> removeRemnants(Project project) {
        Instant young = clock.instant().minus(REMNANT_AGE);
        return keys.of(project.id)
                .map(found -> found.stream()
                        .filter(ApiKey::isListedOwner)
                        .filter(key -> !project.owners.contains(key.id) && key.createdAt.isBefore(young))
                        .map(key -> keys.remove(key))
                        .toList())
                .chain(removals -> removals.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.join().all(removals).andFailFast().replaceWithVoid());
    }

    // The operator's key pair

    /** First cancels the printing of a generated key, which an instance without these settings may have claimed. */
    private Uni<Void> ensure(Project project, KeyPair pair) {
        return Project.change(documents, project.id, found -> found.keyShown = true)
                .chain(() -> keys.withPublicKey(pair.publicKey()))
                .chain(key -> key == null ? create(project, pair) : adopt(project, key, pair));
    }

    private Uni<Void> create(Project project, KeyPair pair) {
        return keys.create(project.id, "bootstrap", Role.GROUP_OWNER, pair)
                .replaceWithVoid()
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(() -> ensure(project, pair));
    }

    private Uni<Void> adopt(Project project, ApiKey key, KeyPair pair) {
        if (!key.project.equals(project.id)) {
            throw new IllegalStateException(
                    "VALISE_BOOTSTRAP_PUBLIC_KEY is a key of another project, not of the first one");
        }
        String given = pair.ha1().reveal();
        return keys.prove(Client.NONE, pair.publicKey(), stored -> KeyPair.same(stored, given))
                .chain(same -> same == null
                        ? keys.replaceCredential(key, pair)
                        : Uni.createFrom().voidItem())
                .chain(() -> keys.change(key.id, stored -> {
                    stored.role = Role.GROUP_OWNER;
                    stored.expiresAt = null;
                }))
                .chain(() -> Project.addOwner(documents, project.id, key.id))
                .replaceWithVoid();
    }

    // The generated key pair

    private Uni<Void> showKey(Project project, Supplier<Uni<Void>> requireUnused) {
        if (isServed(project)) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (project.claimedAt != null && project.claimedAt.plus(CLAIM_LIFE).isAfter(now)) {
            return showKeyLater(project.id, requireUnused);
        }
        return Project.change(documents, project.id, found -> claim(found, project, now))
                .chain(mine -> mine
                        ? requireUnused.get().chain(() -> makeAndShow(project.id, now))
                        : showKeyLater(project.id, requireUnused));
    }

    /** Whether somebody has an owner key. */
    private static boolean isServed(Project project) {
        return project.keyShown && !project.owners.isEmpty();
    }

    /** False if another instance has claimed it in the meantime, or an owner was added. */
    static boolean claim(Project project, Project asRead, Instant now) {
        boolean changed = project.keyShown != asRead.keyShown || !Objects.equals(project.claimedAt, asRead.claimedAt);
        if (changed || isServed(project)) {
            return false;
        }
        project.keyShown = false;
        project.claimedAt = now;
        return true;
    }

    private static boolean isClaimed(Project project, Instant at) {
        return !project.keyShown && at.equals(project.claimedAt);
    }

    private Uni<Void> showKeyLater(ObjectId project, Supplier<Uni<Void>> requireUnused) {
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(LOOK_AGAIN)
                .chain(() -> documents.withId(Project.stored(), project))
                .onItem()
                .ifNull()
                .switchTo(this::firstProject)
                .chain(again -> showKey(again, requireUnused));
    }

    /**
     * Makes the new key the only owner: a key left by a killed instance was never printed, so it is a remnant. Adding
     * an owner key that somebody has ends the claim ({@link Project#addOwner}).
     */
    private Uni<Void> makeAndShow(ObjectId project, Instant claimedAt) {
        KeyPair pair = KeyPair.generate(random);
        return keys.store(project, "first key", Role.GROUP_OWNER, pair, null)
                .chain(key -> Project.change(documents, project, found -> makeOnlyOwner(found, claimedAt, key.id))
                        .chain(mine -> mine ? show(pair, project, claimedAt) : key.delete()));
    }

    private static boolean makeOnlyOwner(Project project, Instant claimedAt, ObjectId key) {
        if (!isClaimed(project, claimedAt)) {
            return false;
        }
        project.owners = List.of(key);
        return true;
    }

    private Uni<Void> show(KeyPair pair, ObjectId project, Instant claimedAt) {
        print(pair);
        return Project.change(documents, project, found -> noteShown(found, claimedAt))
                .replaceWithVoid();
    }

    private static boolean noteShown(Project project, Instant claimedAt) {
        if (!isClaimed(project, claimedAt)) {
            return false;
        }
        project.keyShown = true;
        project.claimedAt = null;
        return true;
    }

    /**
     * To standard output and not to the log: secrets never reach a log, which is kept, shipped and read by others. The
     * command reads the private key from standard input, so that the key is neither in the shell's history nor in the
     * list of processes.
     */
    @SuppressWarnings("SystemOut")
    private void print(KeyPair pair) {
        System.out.println("""

                The console is at http://localhost:%3$s%4$s

                Log in with this API key. It is shown only this once:

                  public key   %1$s
                  private key  %2$s

                To log in from a shell, run this command, then paste the private key and press Enter:

                  read -r PRIVATE_KEY && printf '{"username":"%1$s","apiKey":"%%s"}' "$PRIVATE_KEY" | curl -s \
                http://localhost:%3$s%4$s%5$s/auth/providers/mongodb-cloud/login -H 'Content-Type: application/json' -d @-
                """.formatted(
                pair.publicKey(), pair.privateKey().reveal(), Integer.toString(port), paths.root(), Gate.ADMIN));
    }
}
