package io.valise.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.valise.platform.DataSettings;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of the embedded store, of an external server, and of restores. */
@ConfigMapping(prefix = "valise")
public interface StoreSettings extends DataSettings {
    /**
     * Set it after the store was restored from a backup, to a name that no earlier restore of
     * it has used, such as the time. Once for each name, the start then raises the revision numbers above all that were
     * given out since the backup, and ends all sessions. A backup of the embedded store that the service made itself
     * does not need it.
     */
    Optional<@Size(min = 1, max = 100) String> restored();

    /** The embedded store's own settings. */
    Embedded embedded();

    /** The settings of an external server. */
    Store store();

    /** The settings of an external server. */
    interface Store {
        /**
         * Whether the MongoDB driver retries a write once after an election or a lost connection, whatever the
         * connection string says. Turn it off for a server that refuses such writes.
         */
        @WithDefault("true")
        boolean retryWrites();
    }

    /** The embedded store's own settings. */
    interface Embedded {
        /**
         * Whether an acknowledged write survives a power failure, at one fsync per write. Without it, an acknowledged
         * write survives the death of the process ({@code kill -9}), but not of the machine.
         */
        @WithDefault("true")
        boolean fsync();

        /**
         * Whether to read the whole store, report what is damaged and exit, with code 1 if anything is, instead of
         * starting.
         */
        @WithDefault("false")
        boolean check();

        /**
         * A file to which each start writes the credential for connections to the embedded store, readable only by its
         * owner. For the tests of Valise: whoever reads it can change the store. Without it, the credential is only in
         * the memory of the process.
         */
        Optional<Path> credentialFile();
    }
}
