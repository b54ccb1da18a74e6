package io.valise.store;

import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells a first start from a store that has lost documents, for which no new keys and no new owner may be made: nobody
 * becomes owner by deleting.
 */
@ApplicationScoped
class FirstStart {
    /** What only users make. */
    private static final List<String> LEFT_BY_USERS = List.of("sessions", "apps", "revisions", "runtime_tokens");

    /** What is made after the first project. */
    private static final List<String> MADE_BY_USE =
            List.of("api_keys", "sessions", "apps", "revisions", "runtime_tokens");

    @Inject
    ReactiveMongoClient client;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    /**
     * Fails with {@link IllegalStateException}, whose sentence is for the operator, if the store was in use and lacks
     * its data keys or its projects. What shows the use is looked for first: it is made after them, by whichever instance.
     */
    Uni<Void> refuseLoss() {
        return isAny(MADE_BY_USE)
                .chain(used -> used
                        ? require("data_keys", "data keys").chain(() -> require("projects", "projects"))
                        : isAny("projects").chain(begun -> begun ? require("data_keys", "data keys") : nothing()));
    }

    /** Why no key for signatures may be made where there is none; empty where nobody has used the store. */
    Uni<Optional<String>> whyNoSigningKeyMayBeMade() {
        return Uni.combine()
                .all()
                .unis(isAny(MADE_BY_USE), isAny("projects"))
                .with((used, begun) -> used || begun
                        ? Optional.of(
                                "the store has lost the key that signs its documents (collection mac_keys), or was"
                                        + " written by an older version of Valise, which this one does not read; restore it from"
                                        + " a backup, or begin with an empty data folder or database")
                        : Optional.empty());
    }

    /**
     * Fails with {@link IllegalStateException}, whose sentence is for the operator, if somebody has used the store: to be
     * asked before the first key of all is made. The project's own mark may be that of a document that was put back.
     */
    Uni<Void> requireUnused() {
        return isAny(LEFT_BY_USERS)
                .invoke(used -> {
                    if (used) {
                        throw new IllegalStateException("the store was in use, and its first project says that nobody"
                                + " was given a key yet; restore it from a backup, or set VALISE_BOOTSTRAP_PUBLIC_KEY"
                                + " and VALISE_BOOTSTRAP_PRIVATE_KEY");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> isAny(List<String> collections) {
        return Uni.join()
                .all(collections.stream().map(this::isAny).toList())
                .andFailFast()
                .map(any -> any.contains(true));
    }

    private Uni<Void> require(String collection, String what) {
        return isAny(collection)
                .invoke(any -> {
                    if (!any) {
                        throw new IllegalStateException("the store was in use and has lost its " + what
                                + " (collection " + collection + "); restore it from a backup");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> isAny(String collection) {
        return client.getDatabase(database)
                .getCollection(collection)
                .find(new FindOptions().limit(1))
                .collect()
                .first()
                .map(found -> found != null);
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
