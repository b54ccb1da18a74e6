package io.valise.crypto;

import io.smallrye.config.ConfigMapping;
import io.valise.platform.DataSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the master keys come from. If the store is embedded and none is set, the first start creates one in the data
 * folder, in {@code master.key}.
 */
@ConfigMapping(prefix = "valise")
interface CryptoSettings extends DataSettings {
    /**
     * The master keys, separated by white space or commas; the first wraps, the others only open. Each is 32 bytes in
     * base64, a Tink keyset in JSON, or the URI of a key in a KMS ({@code aws-kms://…}, {@code gcp-kms://…}), for which
     * the jar has to be built with a client.
     */
    Optional<String> masterKey();

    /** A file with the master keys, in the form of {@code VALISE_MASTER_KEY}. Only one of the two may be set. */
    Optional<Path> masterKeyFile();
}
