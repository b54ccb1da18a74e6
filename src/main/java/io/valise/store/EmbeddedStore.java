package io.valise.store;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import io.quarkus.mongodb.runtime.MongoClientCustomizer;
import io.quarkus.runtime.StartupEvent;
import io.valise.store.embedded.EmbeddedServer;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the embedded store and points the MongoDB client at it, unless {@code quarkus.mongodb.connection-string} names
 * a server. A data folder that cannot be used stops the application at its start, with one sentence.
 */
@Singleton
public class EmbeddedStore implements MongoClientCustomizer {
    private static final Logger LOG = Logger.getLogger(EmbeddedStore.class);
    /** Before every other observer of the start: they may already use the store. */
    private static final int FIRST = 1;

    private final boolean used;
    private final StoreSettings settings;
    private @Nullable EmbeddedServer server;

    @Inject
    EmbeddedStore(
            @ConfigProperty(name = "quarkus.mongodb.connection-string") Optional<String> externalServer,
            StoreSettings settings) {
        this.used = externalServer.isEmpty();
        this.settings = settings;
    }

    /** The data folder, which exists by then; empty when an external server is used. */
    public Optional<Path> folder() {
        return used ? Optional.of(server().folder()) : Optional.empty();
    }

    /** The name of the back-up that the store's file was restored from; empty if it is none, or on an external server. */
    Optional<String> backUp() {
        return used ? server().backUp() : Optional.empty();
    }

    /**
     * Copies the store's file while it is used, on the calling thread. Its state is that of one moment during the call.
     * Not to be called with an external server.
     *
     * @param backUp a file that is not there yet; it is there as a whole or not at all
     * @throws IOException if the copy could not be written, or one is being made already
     */
    void copyTo(Path backUp) throws IOException {
        server().copyTo(backUp);
    }

    @Override
    public MongoClientSettings.Builder customize(MongoClientSettings.Builder builder) {
        if (!used) {
            return builder;
        }
        var address = new ServerAddress(server().address());
        // Retried writes need sessions and an operation log, which the embedded store does not have.
        return builder.retryWrites(false).applyToClusterSettings(cluster -> cluster.hosts(List.of(address)));
    }

    void open(@Observes @Priority(FIRST) StartupEvent start) {
        if (used) {
            server();
        }
    }

    private synchronized EmbeddedServer server() {
        if (server == null) {
            server = EmbeddedServer.open(settings.dataDir(), settings.embedded().fsync());
            LOG.debugf(
                    "The embedded store listens on %s:%d",
                    server.address().getHostString(), server.address().getPort());
        }
        return server;
    }

    @PreDestroy
    synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
