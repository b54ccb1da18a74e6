package io.valise.store.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;
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

    private EmbeddedServer(Path folder, Engine engine) {
        this.folder = folder;
        this.engine = engine;
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
        return new EmbeddedServer(data.path(), Engine.open(data, fsync));
    }

    /** The folder that holds the store's file, absolute. */
    public Path folder() {
        return folder;
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
