package io.valise.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where and how the embedded store keeps its data; none of it counts when an external server is used. */
@ConfigMapping(prefix = "valise")
public interface StoreSettings {
    /** The data folder ({@code VALISE_DATA_DIR}), made at the first start. One process at a time may use it. */
    @WithDefault("valise-data")
    Path dataDir();

    /** The embedded store's own settings. */
    Embedded embedded();

    /** The embedded store's own settings. */
    interface Embedded {
        /**
         * Whether an acknowledged write survives the loss of power, too, at the price of one fsync a write. Without it
         * an acknowledged write survives the death of the process ({@code kill -9}), not that of the machine.
         */
        @WithDefault("true")
        boolean fsync();

        /**
         * Whether to read all of the store, say what is damaged, and end, with exit code 1 if anything is, instead of
         * starting.
         */
        @WithDefault("false")
        boolean check();
    }
}
