package io.valise.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the embedded store, of an external server, and of restores. */
@ConfigMapping(prefix = "valise")
public interface StoreSettings {
    /**
     * The data folder ({@code VALISE_DATA_DIR}), made at the first start. One process at a time may use it. Not used with
     * an external server.
     */
    @WithDefault("valise-data")
    Path dataDir();

    /**
     * Says that the store was restored from a back-up ({@code VALISE_RESTORED}): any name that no restore of it has had
     * before, such as the time. The start then raises the revision numbers above all that were given out since the
     * back-up, and ends all sessions, once for each name. A back-up of the embedded store that the service made itself
     * needs none.
     */
    Optional<@Size(min = 1, max = 100) String> restored();

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

        /**
         * Whether to read all of the store, say what is damaged, and end, with exit code 1 if anything is, instead of
         * starting.
         */
        @WithDefault("false")
        boolean check();

        /**
         * A file to which each start writes the credential that connections to the embedded store must begin with,
         * readable by its owner alone. For the tests of Valise: whoever reads it can change the store. Without it the
         * credential is in the memory of the process only.
         */
        Optional<Path> credentialFile();
    }
}
