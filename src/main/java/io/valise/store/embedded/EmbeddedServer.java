package io.valise.store.embedded;

import io.netty.channel.EventLoopGroup;
import io.valise.platform.OwnerOnly;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A running embedded store: its folder, its file, and a loopback port that serves this process only. */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EmbeddedServer.class);

    /** Often enough to keep the file near the size of its content under full load; each run is short. */
    private static final long TIDY_MILLIS = 250;

    private final DataFolder folder;
    private final CommandEngine engine;
    private final Credential credential = new Credential();
    private final WireServer wire;
    private final ScheduledExecutorService tidying;

    private EmbeddedServer(DataFolder folder, CommandEngine engine) {
        this.folder = folder;
        this.engine = engine;
        this.wire = new WireServer(engine, credential);
        this.tidying = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "valise-store-tidying");
            thread.setDaemon(true);
            return thread;
        });
        tidying.scheduleWithFixedDelay(this::tidy, TIDY_MILLIS, TIDY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An exception would end the schedule. */
    private void tidy() {
        try {
            engine.tidy();
        } catch (RuntimeException e) {
            LOG.error("The store's file could not be tidied; it will be tried again", e);
        }
    }

    /**
     * Opens the store of a folder, creating it if it is missing, and listens on a free port of 127.0.0.1.
     *
     * @param large the collections that accept no inserts while the disk is full
     * @throws io.quarkus.runtime.configuration.ConfigurationException with a one-sentence message for the operator, if
     *     the folder cannot be written, is in use by another process, has lost its store, is damaged, or belongs to a
     *     newer version
     */
    public static EmbeddedServer open(Path folder, boolean fsync, Set<String> large) {
        return open(DataFolder.prepare(folder), fsync, large);
    }

    static EmbeddedServer open(DataFolder data, boolean fsync, Set<String> large) {
        return new EmbeddedServer(data, CommandEngine.open(data, fsync, large));
    }

    /**
     * Whether the disk is full. Then inserts into the large collections fail, and everything else is written as long as
     * the reserve lasts.
     */
    public boolean isFull() {
        return engine.isFull();
    }

    /** The folder that holds the store's file, absolute. */
    public Path folder() {
        return folder.path();
    }

    /**
     * Records that the first start is complete. From now on, a folder without a store is refused because it has lost
     * it.
     */
    public void markUsed() {
        folder.mark();
    }

    /**
     * Reads the whole store of a folder. No process may have it open.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException with a one-sentence message for the operator, if
     *     it cannot be opened
     */
    public static StoreCheck check(Path folder) {
        try (var file = StoreFile.open(DataFolder.ofStore(folder), true)) {
            return file.check();
        }
    }

    /** The name of the back-up that the file was restored from; empty if it was not. */
    public Optional<String> backUp() {
        return engine.backUp();
    }

    /**
     * Copies the file while it is in use. The copy has the state of one moment during the call, can be opened without
     * other files, and contains its name as a back-up.
     *
     * @param copy a file that does not exist yet; it is created completely or not at all
     * @throws IOException if it could not be written, or another copy is under way
     */
    public void copyTo(Path copy) throws IOException {
        new BackUp(engine, copy).make();
    }

    /**
     * An event loop group for connections to this store, which drops all other connections without an answer.
     *
     * @param group the group that does the work
     */
    public EventLoopGroup connections(EventLoopGroup group) {
        return new OwnConnections(group, credential);
    }

    /**
     * Writes the credential for connections to this store, 32 bytes in base64url, to a file that only its owner can
     * read. Replaces an existing file.
     *
     * @throws IOException if it cannot be written
     */
    public void revealCredential(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, OwnerOnly.FILE.attributes());
        Files.writeString(file, credential.reveal());
    }

    Credential credential() {
        return credential;
    }

    /** The address that it listens on: a port of 127.0.0.1. */
    public InetSocketAddress address() {
        return wire.address();
    }

    /** Closes connections, then the file. Every acknowledged write is in it already. */
    @Override
    public void close() {
        tidying.shutdown();
        wire.close();
        engine.close();
    }
}
