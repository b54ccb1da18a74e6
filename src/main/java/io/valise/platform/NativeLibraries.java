package io.valise.platform;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Prevents native libraries from being unpacked into the temporary folder, where they would stay if the process is
 * killed. The only one is Brotli's, at the first request: Netty checks for it even if only other compressions are
 * enabled.
 */
@ApplicationScoped
class NativeLibraries {
    private static final int FIRST = 1;

    /** Path of a library to load instead of the bundled one. If it does not exist, Netty works without Brotli. */
    private static final String BROTLI = "brotli4j.library.path";

    void leaveBrotliOut(@Observes @Priority(FIRST) StartupEvent start) {
        if (System.getProperty(BROTLI) == null) {
            System.setProperty(BROTLI, "/none");
        }
    }
}
