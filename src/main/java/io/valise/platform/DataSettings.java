package io.valise.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the embedded store, and the master key that it creates for itself, are kept. */
@ConfigMapping(prefix = "valise")
public interface DataSettings {
    /**
     * The data folder, created at the first start. Only one process at a time may use it. Not
     * used with an external server.
     */
    @WithDefault("valise-data")
    Path dataDir();
}
