package io.valise.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.h2.mvstore.MVStore;

/** An embedded store without a service, reachable over the network like any server. */
public final class StoreOnItsOwn implements AutoCloseable {
    private final EmbeddedServer server;
    private final Relay relay;

    public StoreOnItsOwn(Path folder) {
        // Its tests do not depend on the disk, and an fsync may take longer than short time-outs.
        server = EmbeddedServer.open(folder, false, Set.of());
        try {
            relay = new Relay(server.address(), server.credential().reveal());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a store's file look as if a newer version of Valise had written it. */
    public static void raiseFormat(Path file) {
        try (MVStore store = MVStore.open(CheckedFile.name(file.toString()))) {
            store.setStoreVersion(StoreFile.FORMAT + 1);
        }
    }

    public InetSocketAddress address() {
        return relay.address();
    }

    @Override
    public void close() {
        server.close();
        try {
            relay.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
