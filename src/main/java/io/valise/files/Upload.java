package io.valise.files;

import io.valise.crypto.Plaintext;
import java.util.Map;
import java.util.Set;

/**
 * An app as sent by a client.
 *
 * @param bundle the sent configuration
 * @param secrets the contents of a legacy secrets file, by the names of the secrets to create
 * @param partial whether it was sent as JSON, which cannot express everything that files can; the rest is kept as it is
 * @param cleared paths and fields of the configuration file that were explicitly sent as empty
 * @param implied files that the client may have made up; they can change an existing file, but not create one
 * @param problems the problems that can be found without knowing the target app
 */
public record Upload(
        Bundle bundle,
        Map<String, Upload.LegacySecret> secrets,
        boolean partial,
        Set<String> cleared,
        Map<String, byte[]> implied,
        Problems problems) {
    /** The content of a secret in a legacy secrets file. */
    public record LegacySecret(Plaintext content) {}

    /** Represents all files outside the sections in {@link #cleared}. */
    public static final String OTHER_FILES = "files/";
}
