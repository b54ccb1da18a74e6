package io.valise.store;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.connection.NettyTransportSettings;
import com.mongodb.connection.TransportSettings;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.mongodb.runtime.MongoClientCustomizer;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
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
import java.util.Set;
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
    /** What fills a disk; without it a log-in or a deletion takes little room. */
    private static final Set<String> CONTENTS = Set.of("secrets", "values", "environment_values", "kept_files");
    /** The exit code of a check that has found damage. */
    private static final int DAMAGED = 1;

    private final Optional<String> externalServer;
    private final boolean used;
    private final StoreSettings settings;
    private @Nullable EmbeddedServer server;
    /** The exit code of the check, once it is done. */
    private @Nullable Integer checked;

    @Inject
    EmbeddedStore(
            @ConfigProperty(name = "quarkus.mongodb.connection-string") Optional<String> externalServer,
            StoreSettings settings) {
        this.externalServer = externalServer;
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

    /** For a server, too: Quarkus asks only one customizer. */
    @Override
    public MongoClientSettings.Builder customize(MongoClientSettings.Builder builder) {
        if (!used) {
            return WireCompression.unlessChosen(builder, externalServer.orElseThrow());
        }
        var address = new ServerAddress(server().address());
        // Retried writes need sessions and an operation log, which the embedded store does not have.
        return builder.retryWrites(false)
                .transportSettings(ownConnections(builder.build().getTransportSettings()))
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(address)));
    }

    /** The transport that Quarkus gives, which is Netty's unless it is configured otherwise, with connections of our own. */
    private TransportSettings ownConnections(@Nullable TransportSettings given) {
        var own = TransportSettings.nettyBuilder();
        @Nullable EventLoopGroup group = null;
        if (given instanceof NettyTransportSettings netty && netty.getSocketChannelClass() == NioSocketChannel.class) {
            group = netty.getEventLoopGroup();
            if (netty.getAllocator() != null) {
                own.allocator(netty.getAllocator());
            }
        }
        if (group == null) {
            group = new NioEventLoopGroup(1, new DefaultThreadFactory("valise-store-client", true));
        }
        return own.socketChannelClass(NioSocketChannel.class)
                .eventLoopGroup(server().connections(group))
                .build();
    }

    void open(@Observes @Priority(FIRST) StartupEvent start) {
        if (used) {
            server();
        }
    }

    /** Whether it is the embedded store that is used, and its disk is full. */
    boolean isFull() {
        return used && server().isFull();
    }

    /** Says that the first start is done. */
    void markUsed() {
        if (used) {
            server().markUsed();
        }
    }

    /** Reads all of the store and ends the process; the end asks for the store again. */
    private void check() {
        if (checked != null) {
            throw new PreventFurtherStepsException(checked);
        }
        var found = EmbeddedServer.check(settings.dataDir());
        found.damaged().forEach((name, what) -> LOG.errorf("Damaged: %s (%s)", name, what));
        LOG.infof(
                "Read all of the store in %s, %d bytes in a file of %d: %s",
                settings.dataDir(),
                found.bytes(),
                found.fileBytes(),
                found.damaged().isEmpty() ? "no damage" : found.damaged().size() + " damaged collections or indexes");
        int code = found.damaged().isEmpty() ? 0 : DAMAGED;
        checked = code;
        // The exception stops the start without a stack trace, and leaves the process hanging there if not told.
        Quarkus.asyncExit(code);
        throw new PreventFurtherStepsException(code);
    }

    private synchronized EmbeddedServer server() {
        if (server == null && settings.embedded().check()) {
            check();
        }
        if (server == null) {
            server = EmbeddedServer.open(settings.dataDir(), settings.embedded().fsync(), CONTENTS);
            settings.embedded().credentialFile().ifPresent(this::revealCredential);
            LOG.debugf(
                    "The embedded store listens on %s:%d",
                    server.address().getHostString(), server.address().getPort());
        }
        return server;
    }

    private void revealCredential(Path file) {
        try {
            server().revealCredential(file);
        } catch (IOException e) {
            LOG.warnf("%s could not be written: %s", file, e.getClass().getSimpleName());
        }
    }

    @PreDestroy
    synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
