package io.valise.store;

import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells a first start from a store that has lost documents, for which no new keys and no new owner may be made: nobody
 * becomes owner by deleting.
 */
@ApplicationScoped
class FirstStart {
    @Inject
    ReactiveMongoClient client;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    /**
     * Fails with {@link IllegalStateException}, whose sentence is for the operator, if the store was in use and lacks
     * its data keys or its projects. What shows the use is looked for first: it is made after them, by whichever instance.
     */
    Uni<Void> refuseLoss() {
        return Uni.join()
                .all(isAny("projects"), isAny("api_keys"), isAny("revisions"))
                .andFailFast()
                .chain(used -> Uni.join()
                        .all(
                                used.contains(true) ? require("data_keys", "data keys") : nothing(),
                                used.get(1) || used.get(2) ? require("projects", "projects") : nothing())
                        .andFailFast())
                .replaceWithVoid();
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
