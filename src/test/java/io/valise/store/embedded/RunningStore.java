package io.valise.store.embedded;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bson.Document;

/** An embedded store with a driver connected to it. */
final class RunningStore implements AutoCloseable {
    static {
        // The driver tells all its settings at each start.
        Logger.getLogger("org.mongodb.driver").setLevel(Level.WARNING);
    }

    private final EmbeddedServer server;
    private final MongoClient client;

    private RunningStore(EmbeddedServer server) {
        this.server = server;
        this.client = MongoClients.create(MongoClientSettings.builder()
                .retryWrites(false)
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(server.address()))))
                .build());
    }

    static RunningStore open(Path folder) {
        return new RunningStore(EmbeddedServer.open(folder, true, Set.of()));
    }

    /** For what does not depend on the disk. */
    static RunningStore openWithoutFsync(Path folder) {
        return new RunningStore(EmbeddedServer.open(folder, false, Set.of()));
    }

    static RunningStore open(DataFolder folder) {
        return new RunningStore(EmbeddedServer.open(folder, true, Set.of()));
    }

    MongoDatabase database() {
        return client.getDatabase("valise");
    }

    MongoCollection<Document> collection(String name) {
        return database().getCollection(name);
    }

    void copyTo(Path copy) throws IOException {
        server.copyTo(copy);
    }

    Optional<String> backUp() {
        return server.backUp();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
