package io.valise.store;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.quarkus.mongodb.runtime.MongoClientCustomizer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** STUB on the in-memory backend, replaced before it is committed as done. */
@Singleton
public class EmbeddedStore implements MongoClientCustomizer {
    @ConfigProperty(name = "quarkus.mongodb.connection-string")
    Optional<String> server;

    private final MongoServer embedded = new MongoServer(new MemoryBackend());
    private InetSocketAddress address;

    @Override
    public synchronized MongoClientSettings.Builder customize(MongoClientSettings.Builder builder) {
        if (server.isPresent()) {
            return builder;
        }
        if (address == null) {
            address = embedded.bind();
        }
        return builder.retryWrites(false)
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(address))));
    }

    @PreDestroy
    void stop() {
        embedded.shutdownNow();
    }
}
