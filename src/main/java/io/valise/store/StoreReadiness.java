package io.valise.store;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.MasterKeyCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.bson.Document;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the start is done and the master key opens the data keys. A store that is lost afterwards leaves the
 * service ready and {@code degraded}: it is lost to all instances alike, and Kubernetes would send no reads to any of
 * them, which they can answer from memory. Writes are answered with 503 then. So are those of contents while the disk of
 * the embedded store is full.
 */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {
    /** Kubernetes asks with a time-out of its own, of one second by default. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private static final HealthCheckResponse LOST = degraded("lost");
    private static final HealthCheckResponse FULL = degraded("full");

    @Inject
    Start start;

    @Inject
    EmbeddedStore embedded;

    @Inject
    MasterKeyCheck masterKey;

    @Inject
    ReactiveMongoClient client;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    @Override
    public Uni<HealthCheckResponse> call() {
        if (!start.isDone()) {
            return Uni.createFrom().item(HealthCheckResponse.down("store"));
        }
        return client.getDatabase(database)
                .runCommand(new Document("ping", 1))
                .chain(masterKey::opens)
                .map(opens -> opens ? ready() : HealthCheckResponse.down("store"))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithItem(LOST);
    }

    private HealthCheckResponse ready() {
        return embedded.isFull() ? FULL : HealthCheckResponse.up("store");
    }

    private static HealthCheckResponse degraded(String store) {
        return HealthCheckResponse.named("store")
                .up()
                .withData("degraded", true)
                .withData("store", store)
                .build();
    }
}
