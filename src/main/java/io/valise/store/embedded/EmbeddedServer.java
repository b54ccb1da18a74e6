package io.valise.store.embedded;

import io.netty.channel.EventLoopGroup;
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

/** A running embedded store: its folder, its file, and the port on loopback that answers for it to this process alone. */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EmbeddedServer.class);

    /** Often enough that the file stays near the size of its content under full load; each run is short. */
    private static final long TIDY_MILLIS = 250;

    private final DataFolder folder;
    private final Engine engine;
    private final Credential credential = new Credential();
    private final WireServer wire;
    private final ScheduledExecutorService tidying;

    private EmbeddedServer(DataFolder folder, Engine engine) {
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

    /** What is thrown would end the schedule. */
    private void tidy() {
        try {
            engine.tidy();
        } catch (RuntimeException e) {
            LOG.error("The store's file could not be tidied; it is tried again", e);
        }
    }

    /**
     * Opens the store of a folder, which is made if it is missing, and listens on a free port of 127.0.0.1.
     *
     * @param large the collections that take no insert while the disk is full
     * @throws io.quarkus.runtime.configuration.ConfigurationException with one sentence for the operator, if the folder cannot
     *     be written, is used by another process, has lost its store, is damaged, or is of a newer version
     */
    public static EmbeddedServer open(Path folder, boolean fsync, Set<String> large) {
        return open(DataFolder.prepare(folder), fsync, large);
    }

    static EmbeddedServer open(DataFolder data, boolean fsync, Set<String> large) {
        return new EmbeddedServer(data, Engine.open(data, fsync, large));
    }

    /**
     * Whether the disk is full: then inserts into the large collections fail, and everything else is written as long as
     * the reserve lasts.
     */
    public boolean isFull() {
        return engine.isFull();
    }

    /** The folder that holds the store's file, absolute. */
    public Path folder() {
        return folder.path();
    }

    /** Says that the first start is done: from now on a folder without a store is refused as one that has lost it. */
    public void markUsed() {
        folder.mark();
    }

    /**
     * Reads all of a folder's store, which no process may have open.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException with one sentence for the operator, if it cannot be
     *     opened
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
     * Copies the file while it is used. The copy has the state of one moment during the call, opens by itself, and knows
     * that it is a back-up, by its name.
     *
     * @param copy a file that is not there yet; it is there as a whole or not at all
     * @throws IOException if it could not be written, or a copy is being made already
     */
    public void copyTo(Path copy) throws IOException {
        new BackUp(engine, copy).make();
    }

    /**
     * An event loop group for the connections to this store, which drops every other unanswered.
     *
     * @param group what carries them
     */
    public EventLoopGroup connections(EventLoopGroup group) {
        return new OwnConnections(group, credential);
    }

    /**
     * Writes what a connection to this store must begin with, 32 bytes in base64url, to a file that its owner alone can
     * read. What is there is replaced.
     *
     * @throws IOException if it cannot be written
     */
    public void revealCredential(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, DataFolder.ownerOnly("rw-------"));
        Files.writeString(file, credential.reveal());
    }

    Credential credential() {
        return credential;
    }

    /** Where it listens: a port of 127.0.0.1. */
    public InetSocketAddress address() {
        return wire.address();
    }

    /** Ends connections, then closes the file; every acknowledged write is in it already. */
    @Override
    public void close() {
        tidying.shutdown();
        wire.close();
        engine.close();
    }
}
