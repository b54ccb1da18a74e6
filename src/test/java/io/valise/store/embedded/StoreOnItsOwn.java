package io.valise.store.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** An embedded store without a service around it, to be reached over the wire like any server. */
public final class StoreOnItsOwn implements AutoCloseable {
    private final EmbeddedServer server;

    public StoreOnItsOwn(Path folder) {
        // What is proved with it does not depend on the disk, and an fsync may take longer than short time-outs.
        server = EmbeddedServer.open(folder, false);
    }

    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }
}
