package io.valise.store;

import com.mongodb.client.model.IndexModel;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.reactive.ReactiveMongoDatabase;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.apps.App;
import io.valise.audit.AuditEntry;
import io.valise.audit.Reads;
import io.valise.auth.ApiKey;
import io.valise.auth.Bootstrap;
import io.valise.auth.Project;
import io.valise.auth.Session;
import io.valise.changes.Draft;
import io.valise.contents.EnvironmentValue;
import io.valise.contents.KeptFile;
import io.valise.contents.Secret;
import io.valise.contents.Value;
import io.valise.crypto.DataKey;
import io.valise.crypto.MasterKeyCheck;
import io.valise.crypto.Rotation;
import io.valise.crypto.Signatures;
import io.valise.deployments.FailedDeployment;
import io.valise.errors.StoreFailure;
import io.valise.platform.PublicPaths;
import io.valise.revisions.Block;
import io.valise.revisions.Head;
import io.valise.revisions.Revision;
import io.valise.runtime.RuntimeToken;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Prepares the service before the first request is served: the store answers, has its indexes, and opens with the
 * master key, and there is a project to log in to. If the store is down, or fails in the middle, the service waits,
 * alive but not ready, and retries: each step can be repeated. Invalid settings end the process.
 */
@ApplicationScoped
public class Start {
    private static final Logger LOG = Logger.getLogger(Start.class);
    private static final int FAILED = 1;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Inject
    ReactiveMongoClient client;

    @Inject
    Scheduler scheduler;

    @Inject
    EmbeddedStore embedded;

    @Inject
    FirstStart firstStart;

    @Inject
    MasterKeyCheck masterKey;

    @Inject
    Rotation rotation;

    @Inject
    Signatures signatures;

    @Inject
    AfterRestore restore;

    @Inject
    Bootstrap bootstrap;

    @Inject
    Unrecorded unrecorded;

    @ConfigProperty(name = "quarkus.mongodb.database")
    String database;

    @ConfigProperty(name = "quarkus.http.port")
    int port;

    @Inject
    PublicPaths paths;

    private volatile boolean done;
    private Cancellable running = () -> {};

    /** Whether requests can be served. */
    public boolean isDone() {
        return done;
    }

    @PreDestroy
    void end() {
        running.cancel();
    }

    void begin(@Observes StartupEvent event) {
        running = prepare()
                .onFailure(StoreFailure::isOfStore)
                .invoke(down -> LOG.warnf("The store does not answer yet, waiting for it: %s", down.getMessage()))
                .onFailure(StoreFailure::isOfStore)
                .retry()
                .withBackOff(PAUSE, PAUSE)
                .indefinitely()
                .subscribe()
                .with(x -> ready(), Start::giveUp);
    }

    /** Can be repeated at any time. The number of store commands does not depend on the number of apps. */
    Uni<Void> prepare() {
        return createIndexes()
                .chain(firstStart::refuseLoss)
                .chain(masterKey::checkMasterKey)
                .chain(rotation::rewrap)
                .chain(() -> signatures.open(firstStart::whyNoSigningKeyMayBeMade))
                .chain(restore::finish)
                .chain(() -> bootstrap.firstStart(firstStart::requireUnused))
                .chain(unrecorded::record);
    }

    private void ready() {
        scheduler.resume();
        embedded.markUsed();
        done = true;
        LOG.infof(
                "Valise is ready: the console is at http://localhost:%1$d%2$s, the API at http://localhost:%1$d%2$s/swagger-ui",
                port, paths.root());
    }

    private static void giveUp(Throwable failure) {
        LOG.fatalf(
                "Valise does not start: %s",
                failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage());
        LOG.debug("Why Valise does not start", failure);
        Quarkus.asyncExit(FAILED);
    }

    private Uni<Void> createIndexes() {
        Map<String, List<IndexModel>> indexes = new LinkedHashMap<>();
        indexes.put("data_keys", DataKey.indexes());
        indexes.put("projects", Project.indexes());
        indexes.put("api_keys", ApiKey.indexes());
        indexes.put("sessions", Session.indexes());
        indexes.put("apps", App.indexes());
        indexes.put("heads", Head.indexes());
        indexes.put("revisions", Revision.indexes());
        indexes.put("blocks", Block.indexes());
        indexes.put("failed_deployments", FailedDeployment.indexes());
        indexes.put("drafts", Draft.indexes());
        indexes.put("secrets", Secret.indexes());
        indexes.put("values", Value.indexes());
        indexes.put("environment_values", EnvironmentValue.indexes());
        indexes.put("kept_files", KeptFile.indexes());
        indexes.put("audit", AuditEntry.indexes());
        indexes.put("audit_reads", Reads.indexes());
        indexes.put("runtime_tokens", RuntimeToken.indexes());
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
