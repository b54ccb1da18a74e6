package io.valise.faults;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.valise.store.embedded.StoreOnItsOwn;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A service whose store is behind a {@link FaultProxy}, with short time-outs. */
public class FaultyStore implements QuarkusTestResourceLifecycleManager {
    /** Whether the store is down when the service starts. */
    static final String DOWN = "down";

    private static final int PATIENCE_MILLIS = 500;

    private boolean down;
    private StoreOnItsOwn store;
    private FaultProxy proxy;

    @Override
    public void init(Map<String, String> arguments) {
        down = arguments.containsKey(DOWN);
    }

    static FaultProxy behindProxy(StoreOnItsOwn store) throws IOException {
        return new FaultProxy(store.address(), 2 * PATIENCE_MILLIS);
    }

    /** The settings of a service that uses the store behind this proxy. */
    static Map<String, String> settings(FaultProxy proxy) {
        Map<String, String> settings = new HashMap<>();
        // Otherwise the driver would retry a read and hide its first fault.
        settings.put(
                "quarkus.mongodb.connection-string",
                "mongodb://127.0.0.1:" + proxy.port() + "/?retryReads=false&retryWrites=false");
        settings.put("quarkus.mongodb.read-timeout", PATIENCE_MILLIS + "ms");
        settings.put("quarkus.mongodb.server-selection-timeout", PATIENCE_MILLIS + "ms");
        settings.put("quarkus.mongodb.heartbeat-frequency", PATIENCE_MILLIS + "ms");
        settings.put("valise.master-key", Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("valise.bootstrap.public-key", Client.PUBLIC_KEY);
        settings.put("valise.bootstrap.private-key", Client.PRIVATE_KEY);
        return settings;
    }

    @Override
    public Map<String, String> start() {
        try {
            store = new StoreOnItsOwn(Files.createTempDirectory("valise-faults"));
            proxy = behindProxy(store);
            if (down) {
                proxy.goDown();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return settings(proxy);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(proxy, new TestInjector.MatchesType(FaultProxy.class));
    }

    @Override
    public void stop() {
        try {
            proxy.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            store.close();
        }
    }
}
