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
 * Ready when the start is complete and the master key opens the data keys. If the store is lost later, the service
 * stays ready and is {@code degraded}: all instances lose it at once, and Kubernetes would send no traffic to any of
 * them, although they can answer reads from memory. Writes are then answered 503. So are writes of contents while the
 * disk of the embedded store is full.
 */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {
    /** Below the time-out of Kubernetes probes, which is one second by default. */
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
