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
 * Distinguishes a first start from a store that has lost documents. No new keys and no new owner may be created in the
 * latter: nobody becomes owner by deleting documents.
 */
@ApplicationScoped
class FirstStart {
    /** Collections that only users write to. */
    private static final List<String> LEFT_BY_USERS = List.of("sessions", "apps", "revisions", "runtime_tokens");

    /** Collections that are first written after the first project exists. */
    private static final List<String> MADE_BY_USE =
            List.of("api_keys", "sessions", "apps", "revisions", "runtime_tokens");

    @Inject
    ReactiveMongoClient client;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    /**
     * Fails with {@link IllegalStateException}, with a message for the operator, if the store was in use and lacks its
     * data keys or its projects. Looks for signs of use first, since any instance writes those after the keys and
     * projects.
     */
    Uni<Void> refuseLoss() {
        return isAny(MADE_BY_USE)
                .chain(used -> used
                        ? require("data_keys", "data keys").chain(() -> require("projects", "projects"))
                        : isAny("projects").chain(begun -> begun ? require("data_keys", "data keys") : nothing()));
    }

    /** Why a missing signing key must not be created; empty if the store has never been used. */
    Uni<Optional<String>> whyNoSigningKeyMayBeMade() {
        return Uni.combine()
                .all()
                .unis(isAny(MADE_BY_USE), isAny("projects"))
                .with((used, begun) -> used || begun
                        ? Optional.of(
                                "the store has lost the key that signs its documents (collection mac_keys), or was"
                                        + " written by an older version of Valise, which this one cannot read; restore it"
                                        + " from a backup, or start with an empty data folder or database")
                        : Optional.empty());
    }

    /**
     * Fails with {@link IllegalStateException}, with a message for the operator, if the store has been used. Call
     * before the very first API key is created: the project's own flag may come from an old copy of its document that
     * was put back.
     */
    Uni<Void> requireUnused() {
        return isAny(LEFT_BY_USERS)
                .invoke(used -> {
                    if (used) {
                        throw new IllegalStateException(
                                "the store was in use, but its first project says that no API key has been created"
                                        + " yet; restore it from a backup, or set VALISE_BOOTSTRAP_PUBLIC_KEY and"
                                        + " VALISE_BOOTSTRAP_PRIVATE_KEY");
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
