package io.valise.files;

import io.valise.crypto.Plaintext;
import java.util.Map;
import java.util.Set;

/**
 * An app as a client sent it.
 *
 * @param bundle all that it says
 * @param secrets the contents of a legacy secrets file, by the names that the secrets are to have
 * @param partial whether it came as JSON, which cannot say all that files can: what it cannot say stays as it is
 * @param cleared paths and fields of the configuration file that it says are empty, although it need not say so
 * @param implied files that the client may have made up: they change one that is there, and do not make one
 * @param problems what is wrong with it, as far as can be told without the app it is for
 */
public record Upload(
        Bundle bundle,
        Map<String, Upload.LegacySecret> secrets,
        boolean partial,
        Set<String> cleared,
        Map<String, byte[]> implied,
        Problems problems) {
    /** What a request says of a secret: the content that a legacy secrets file gives it. */
    public record LegacySecret(Plaintext content) {}

    /** Stands in {@link #cleared} for all files that are no section of an app's JSON. */
    public static final String OTHER_FILES = "files/";
}
