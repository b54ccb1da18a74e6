package io.valise.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.valise.telemetry.Collector;
import java.util.List;
import java.util.Map;

/**
 * The settings that some tests need and that would disturb the others. They share one profile, because the service is
 * built and started once for each profile, which takes several seconds.
 */
public class UnusualSettings implements QuarkusTestProfile {
    /** The memory for snapshots of apps, in bytes. */
    public static final long RUNTIME_MEMORY = 1_048_576;

    public static final String ROOT = "/valise";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "valise.runtime.memory",
                String.valueOf(RUNTIME_MEMORY),
                "valise.sign-in.free-per-key",
                "3",
                "valise.sign-in.most-per-minute",
                "20",
                "valise.session.most-per-key",
                "3",
                "valise.requests.h2c",
                "true",
                // The service is behind a proxy on this machine.
                "valise.proxies.trusted",
                "127.0.0.0/8,10.0.0.0/8",
                // The service is below this path. A setting of the build.
                "quarkus.http.root-path",
                ROOT,
                // All profiles are built before the first test, and the files of the console depend on the root path.
                "quarkus.web-bundler.bundle-path",
                "static/bundle-below-root",
                // Quarkus' own proxy forwarding, which would trust what the client sends.
                "quarkus.http.proxy.proxy-address-forwarding",
                "true",
                "quarkus.http.proxy.allow-x-forwarded",
                "true");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Collector.class));
    }
}
