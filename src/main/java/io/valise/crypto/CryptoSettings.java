package io.valise.crypto;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where the master keys come from. */
@ConfigMapping(prefix = "valise")
interface CryptoSettings {
    /**
     * The master keys, separated by white space or commas; the first wraps, the others only open. Each is 32 bytes in
     * base64, a Tink keyset in JSON, or the URI of a key in a KMS ({@code aws-kms://…}, {@code gcp-kms://…}), for which
     * the jar has to be built with a client.
     */
    Optional<String> masterKey();

    /** A file with the master keys, in the form of {@link #masterKey}. Only one of the two may be set. */
    Optional<Path> masterKeyFile();

    /**
     * The folder of the embedded store. If the store is embedded and no master key is set, the first start creates one
     * there, in {@code master.key}.
     */
    @WithDefault("valise-data")
    Path dataDir();
}
