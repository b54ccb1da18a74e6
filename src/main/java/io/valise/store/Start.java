package io.valise.store;

import com.mongodb.client.model.IndexModel;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoDatabase;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.auth.ApiKey;
import io.valise.auth.Bootstrap;
import io.valise.auth.Project;
import io.valise.auth.Session;
import io.valise.crypto.MasterKeyCheck;
import io.valise.crypto.Rotation;
import io.valise.deployments.FailedDeployment;
import io.valise.drafts.Draft;
import io.valise.environments.EnvironmentValue;
import io.valise.revisions.Revision;
import io.valise.secrets.Secret;
import io.valise.transfer.Part;
import io.valise.values.Value;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What has to happen before the first request is served: the store answers, has its indexes, and is opened by the
 * master key; there is a project to log in to. A store that is down is waited for, alive and not ready.
 */
@ApplicationScoped
public class Start {
    private static final Logger LOG = Logger.getLogger(Start.class);
    private static final int FAILED = 1;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Inject
    ReactiveMongoClient client;

    @Inject
    MasterKeyCheck masterKey;

    @Inject
    Rotation rotation;

    @Inject
    Bootstrap bootstrap;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    private volatile boolean done;

    /** Whether requests can be served. */
    public boolean isDone() {
        return done;
    }

    @SuppressWarnings("CheckReturnValue") // Nobody cancels the start.
    void begin(@Observes StartupEvent event) {
        storeAnswers()
                .chain(this::createIndexes)
                .chain(masterKey::checkMasterKey)
                .chain(rotation::rewrap)
                .chain(bootstrap::firstStart)
                .subscribe()
                .with(x -> done = true, Start::giveUp);
    }

    /** A store that went away in the middle is gone for good here: whoever runs the service starts it again. */
    private static void giveUp(Throwable failure) {
        LOG.fatalf("Valise does not start: %s", failure.getMessage());
        LOG.debug("Why Valise does not start", failure);
        Quarkus.asyncExit(FAILED);
    }

    private Uni<Void> storeAnswers() {
        return database()
                .runCommand(new Document("ping", 1))
                .onFailure()
                .invoke(down -> LOG.warnf("The store does not answer yet, waiting for it: %s", down.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(PAUSE, PAUSE)
                .indefinitely()
                .replaceWithVoid();
    }

    private Uni<Void> createIndexes() {
        Map<String, List<IndexModel>> indexes = new LinkedHashMap<>();
        indexes.put("projects", Project.indexes());
        indexes.put("api_keys", ApiKey.indexes());
        indexes.put("sessions", Session.indexes());
        indexes.put("apps", App.indexes());
        indexes.put("revisions", Revision.indexes());
        indexes.put("failed_deployments", FailedDeployment.indexes());
        indexes.put("drafts", Draft.indexes());
        indexes.put("secrets", Secret.indexes());
        indexes.put("values", Value.indexes());
        indexes.put("environment_values", EnvironmentValue.indexes());
        indexes.put("parts", Part.indexes());
        return Multi.createFrom()
                .iterable(indexes.entrySet())
                .onItem()
                .transformToUniAndConcatenate(
                        entry -> database().getCollection(entry.getKey()).createIndexes(entry.getValue()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private ReactiveMongoDatabase database() {
        return client.getDatabase(database);
    }
}
