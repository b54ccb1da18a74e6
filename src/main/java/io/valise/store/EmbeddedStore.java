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
 * a server. A data folder that cannot be used stops the start with a one-sentence message.
 */
@Singleton
public class EmbeddedStore implements MongoClientCustomizer {
    private static final Logger LOG = Logger.getLogger(EmbeddedStore.class);
    /** Before all other observers of the start, which may already use the store. */
    private static final int FIRST = 1;
    /** The collections that fill a disk. Without their writes, a log-in or a deletion needs little space. */
    private static final Set<String> CONTENTS = Set.of("secrets", "values", "environment_values", "kept_files");
    /** Exit code of a check that found damage. */
    private static final int DAMAGED = 1;

    private final Optional<String> externalServer;
    private final boolean used;
    private final StoreSettings settings;
    private @Nullable EmbeddedServer server;
    /** The exit code of the check, once it has run. */
    private @Nullable Integer checked;

    @Inject
    EmbeddedStore(
            @ConfigProperty(name = "quarkus.mongodb.connection-string") Optional<String> externalServer,
            StoreSettings settings) {
        this.externalServer = externalServer;
        this.used = externalServer.isEmpty();
        this.settings = settings;
    }

    /** The data folder, which exists; empty with an external server. */
    public Optional<Path> folder() {
        return used ? Optional.of(server().folder()) : Optional.empty();
    }

    /**
     * The name of the back-up that the store's file was restored from; empty if it was not restored, or with an
     * external server.
     */
    Optional<String> backUp() {
        return used ? server().backUp() : Optional.empty();
    }

    /**
     * Copies the store's file while it is in use, on the calling thread. The copy is consistent: its state is that of
     * one moment during the call. Do not call with an external server.
     *
     * @param backUp a file that does not exist yet; it is created completely or not at all
     * @throws IOException if the copy could not be written, or another one is under way
     */
    void copyTo(Path backUp) throws IOException {
        server().copyTo(backUp);
    }

    /** Also configures an external server, since Quarkus calls only one customizer. */
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

    /** The transport that Quarkus provides (Netty's, unless configured otherwise), with our own connections. */
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

    /** Whether the embedded store is used and its disk is full. */
    boolean isFull() {
        return used && server().isFull();
    }

    /** Records that the first start is complete. */
    void markUsed() {
        if (used) {
            server().markUsed();
        }
    }

    /**
     * Reads the whole store and ends the process. Shutdown asks for the store again, which must not repeat the check.
     */
    private void check() {
        if (checked != null) {
            throw new PreventFurtherStepsException(checked);
        }
        var found = EmbeddedServer.check(settings.dataDir());
        found.damaged().forEach((name, what) -> LOG.errorf("Damaged: %s (%s)", name, what));
        LOG.infof(
                "Checked the whole store in %s, %d bytes in a file of %d: %s",
                settings.dataDir(),
                found.bytes(),
                found.fileBytes(),
                found.damaged().isEmpty() ? "no damage" : found.damaged().size() + " damaged collections or indexes");
        int code = found.damaged().isEmpty() ? 0 : DAMAGED;
        checked = code;
        // The exception stops the start without a stack trace, but the process would then hang without an explicit
        // exit.
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
