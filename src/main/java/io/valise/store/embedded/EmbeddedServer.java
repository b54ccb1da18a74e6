package io.valise.store.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A running embedded store: its folder, its file, and the port on loopback that answers for it. */
public final class EmbeddedServer implements AutoCloseable {
    /** Often enough that the file stays near the size of its content under full load; each run is short. */
    private static final long TIDY_MILLIS = 250;

    private final Path folder;
    private final Engine engine;
    private final WireServer wire;
    private final ScheduledExecutorService tidying;

    private EmbeddedServer(Path folder, StoreFile file) {
        this.folder = folder;
        this.engine = new Engine(file);
        this.wire = new WireServer(engine);
        this.tidying = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "valise-store-tidying");
            thread.setDaemon(true);
            return thread;
        });
        tidying.scheduleWithFixedDelay(engine::tidy, TIDY_MILLIS, TIDY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens the store of a folder, which is made if it is missing, and listens on a free port of 127.0.0.1.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException with one sentence for the operator, if the folder cannot
     *     be written, is used by another process, is damaged, or is of a newer version
     */
    public static EmbeddedServer open(Path folder, boolean fsync) {
        return open(DataFolder.prepare(folder), fsync);
    }

    static EmbeddedServer open(DataFolder data, boolean fsync) {
        return new EmbeddedServer(data.path(), StoreFile.open(data, fsync));
    }

    /** The folder that holds the store's file, absolute. */
    public Path folder() {
        return folder;
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
