package io.valise.store.embedded;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.TransportSettings;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bson.Document;

/** An embedded store with a driver connected to it. */
final class RunningStore implements AutoCloseable {
    static {
        // The driver logs all its settings at each start.
        Logger.getLogger("org.mongodb.driver").setLevel(Level.WARNING);
    }

    private final EmbeddedServer server;
    private final MongoClient client;
    private final EventLoopGroup threads = new NioEventLoopGroup(2, new DefaultThreadFactory("client", true));

    private RunningStore(EmbeddedServer server) {
        this.server = server;
        this.client = MongoClients.create(MongoClientSettings.builder()
                .retryWrites(false)
                .transportSettings(TransportSettings.nettyBuilder()
                        .eventLoopGroup(server.connections(threads))
                        .build())
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(server.address()))))
                .build());
    }

    static RunningStore open(Path folder) {
        return new RunningStore(EmbeddedServer.open(folder, true, Set.of()));
    }

    /** For tests that do not depend on the disk. */
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

    InetSocketAddress address() {
        return server.address();
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
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        server.close();
    }
}
