package io.valise.platform;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Keeps libraries of native code from being unpacked into the temporary folder, where they stay if the process is killed.
 * The only one that would be is Brotli's, at the first request: Netty looks whether it is there, also if only other
 * compressions are on.
 */
@ApplicationScoped
class NativeLibraries {
    private static final int FIRST = 1;

    /** What names a library instead of the one that is unpacked; where there is none, Netty does without Brotli. */
    private static final String BROTLI = "brotli4j.library.path";

    void leaveBrotliOut(@Observes @Priority(FIRST) StartupEvent start) {
        if (System.getProperty(BROTLI) == null) {
            System.setProperty(BROTLI, "/none");
        }
    }
}
