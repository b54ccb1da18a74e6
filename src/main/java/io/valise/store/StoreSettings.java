package io.valise.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where and how the store keeps the data. */
@ConfigMapping(prefix = "valise")
public interface StoreSettings {
    /** The embedded store's data folder ({@code VALISE_DATA_DIR}), made at the first start. One process at a time may use it. */
    @WithDefault("valise-data")
    Path dataDir();

    /** The embedded store's own settings. */
    Embedded embedded();

    /** The settings of a server that is used instead of it. */
    Store store();

    /** The settings of a server that is used instead of it. */
    interface Store {
        /**
         * Whether the MongoDB driver repeats a write once that met an election or a lost connection, whatever the
         * connection string says. To be turned off for a server that refuses such writes.
         */
        @WithDefault("true")
        boolean retryWrites();
    }

    /** The embedded store's own settings. */
    interface Embedded {
        /**
         * Whether an acknowledged write survives the loss of power, too, at the price of one fsync a write. Without it
         * an acknowledged write survives the death of the process ({@code kill -9}), not that of the machine.
         */
        @WithDefault("true")
        boolean fsync();
    }
}
