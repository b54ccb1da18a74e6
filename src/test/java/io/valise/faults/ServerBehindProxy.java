package io.valise.faults;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.valise.testing.TestStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The tests' server over the wire, behind a {@link FaultProxy}. The URI contains options that a service on a server
 * must override. Only the time-out for one reply is short, so that a silence ends soon.
 */
public class ServerBehindProxy implements QuarkusTestResourceLifecycleManager {
    private Map<String, String> more = Map.of();
    private FaultProxy proxy;

    /** Settings in addition to its own. */
    @Override
    public void init(Map<String, String> settings) {
        more = settings;
    }

    /** Runs after {@link TestStore}, which starts the server. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public Map<String, String> start() {
        if (!TestStore.isServer()) {
            return Map.of();
        }
        try {
            proxy = new FaultProxy(TestStore.serverAddress(), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> settings = new HashMap<>(Map.of(
                "quarkus.mongodb.connection-string",
                "mongodb://127.0.0.1:" + proxy.port()
                        + "/?directConnection=true&serverMonitoringMode=poll&retryWrites=false&serverSelectionTimeoutMS=1",
                "quarkus.mongodb.database",
                "valise-failover",
                "quarkus.mongodb.read-timeout",
                "3s",
                "valise.requests.arrival",
                "1s",
                "valise.bootstrap.public-key",
                Client.PUBLIC_KEY,
                "valise.bootstrap.private-key",
                Client.PRIVATE_KEY));
        settings.putAll(more);
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(proxy, new TestInjector.MatchesType(FaultProxy.class));
    }

    @Override
    public void stop() {
        try {
            if (proxy != null) {
                proxy.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
