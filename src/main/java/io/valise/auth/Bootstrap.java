package io.valise.auth;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Client;
import io.valise.errors.StoreFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes sure that somebody can log in: a first project, and an owner key for it, shown once or brought by the operator.
 *
 * <p>Instances may start together on one empty store, and any of them may be killed at any step. So the project is
 * unique by name, one instance at a time claims the showing of its key, and a claim that was not kept is taken over.
 */
@ApplicationScoped
public class Bootstrap {
    /** How long a claimant may take to make and print a key; longer means that it was killed. */
    static final Duration CLAIM_LIFE = Duration.ofSeconds(10);

    /** How old an owner key is at least that its project does not count, to be a remnant and not just being made. */
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
    ApiKeys keys;

    @Inject
    SecureRandom random;

    @Inject
    Clock clock;

    /**
     * To be called at each start once the store answers. Fails with {@link IllegalStateException}, whose sentence is
     * for the operator, if the settings cannot be followed: the service must not start then.
     */
    public Uni<Void> firstStart() {
        return Uni.createFrom()
                .item(settings::pair)
                .chain(pair -> firstProject()
                        .call(this::removeRemnants)
                        .chain(project -> pair.isPresent() ? ensure(project, pair.get()) : showKey(project)));
    }

    private Uni<Project> firstProject() {
        return Project.oldest().onItem().ifNull().switchTo(() -> {
            Project first = new Project();
            first.name = naming.projectName();
            return first.<Project>persist()
                    .onFailure(StoreFailure::isDuplicateKey)
                    .recoverWithUni(Project::oldest);
        });
    }

    /** Finishes removals that were interrupted, and undoes creations: an owner key that its project does not count. */
    private Uni<Void> removeRemnants(Project project) {
        Instant young = clock.instant().minus(REMNANT_AGE);
        return ApiKey.of(project.id)
                .map(found -> found.stream()
                        .filter(key -> key.role == Role.GROUP_OWNER)
                        .filter(key -> !project.owners.contains(key.id) && key.createdAt.isBefore(young))
                        .map(key -> keys.remove(key))
                        .toList())
                .chain(removals -> removals.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.join().all(removals).andFailFast().replaceWithVoid());
    }

    // The operator's pair

    /** Calls the showing of another key off first, which an instance without these settings may have claimed. */
    private Uni<Void> ensure(Project project, KeyPair pair) {
        return Project.change(only(project.id), new Document("$set", new Document("keyShown", true)))
                .chain(() -> ApiKey.withPublicKey(pair.publicKey()))
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
            throw new IllegalStateException("VALISE_BOOTSTRAP_PUBLIC_KEY is a key of another project than the first");
        }
        String given = pair.ha1().reveal();
        return keys.prove(Client.NONE, pair.publicKey(), stored -> KeyPair.same(stored, given))
                .chain(same -> same == null
                        ? keys.replaceCredential(key, pair)
                        : Uni.createFrom().voidItem())
                .chain(() -> ApiKey.change(key.id, new Document("role", Role.GROUP_OWNER.name())))
                .chain(() -> Project.addOwner(project.id, key.id));
    }

    // Our pair

    private Uni<Void> showKey(Project project) {
        if (project.keyShown && !project.owners.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant();
        if (project.claimedAt != null && project.claimedAt.plus(CLAIM_LIFE).isAfter(now)) {
            return showKeyLater(project.id);
        }
        Document asRead = only(project.id).append("keyShown", project.keyShown).append("claimedAt", project.claimedAt);
        Document claim = new Document("keyShown", false).append("claimedAt", now);
        return Project.change(asRead, new Document("$set", claim))
                .chain(mine -> mine ? makeAndShow(project.id, claim) : showKeyLater(project.id));
    }

    private Uni<Void> showKeyLater(ObjectId project) {
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(LOOK_AGAIN)
                .chain(() -> Project.<Project>findById(project))
                .chain(this::showKey);
    }

    /** The new key is the only owner: one that a killed claimant left behind was seen by nobody, and is a remnant. */
    private Uni<Void> makeAndShow(ObjectId project, Document claim) {
        KeyPair pair = KeyPair.generate(random);
        Document claimed = only(project);
        claimed.putAll(claim);
        return keys.store(project, "first key", Role.GROUP_OWNER, pair)
                .chain(key -> Project.change(claimed, new Document("$set", new Document("owners", List.of(key.id))))
                        .chain(mine -> mine ? show(pair, claimed) : key.delete()));
    }

    private Uni<Void> show(KeyPair pair, Document claimed) {
        print(pair);
        Document shown =
                new Document("$set", new Document("keyShown", true)).append("$unset", new Document("claimedAt", ""));
        return Project.change(claimed, shown).replaceWithVoid();
    }

    /** To standard output and not to the log: secrets never reach a log, which is kept, shipped and read by others. */
    @SuppressWarnings("SystemOut")
    private void print(KeyPair pair) {
        System.out.println(
                """

                This is the first start. Your API key, shown only this once:

                  public key   %1$s
                  private key  %2$s

                Log in with it:

                  curl -s http://localhost:%3$s%4$s/auth/providers/mongodb-cloud/login \
                -H 'Content-Type: application/json' -d '{"username":"%1$s","apiKey":"%2$s"}'
                """.formatted(pair.publicKey(), pair.privateKey().reveal(), Integer.toString(port), Gate.ADMIN));
    }

    private static Document only(ObjectId project) {
        return new Document("_id", project);
    }
}
