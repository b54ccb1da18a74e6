package io.valise.files;

import io.valise.crypto.Plaintext;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An app as sent by a client.
 *
 * @param bundle the sent configuration
 * @param secrets the contents of a legacy secrets file, by the names of the secrets to create
 * @param sections the files that can be sent as JSON, if it was sent in that form; all others are kept as they are. Null
 *     if it was sent as files
 * @param cleared paths and fields of the configuration file that were explicitly sent as empty
 * @param implied files that the client may have made up; they can change an existing file, but not create one
 * @param empty files without content that clients leave out of JSON; they are created in an app that is empty so far
 * @param problems the problems that can be found without knowing the target app
 */
public record Upload(
        Bundle bundle,
        Map<String, Upload.LegacySecret> secrets,
        @Nullable Sections sections,
        Set<String> cleared,
        Map<String, byte[]> implied,
        Map<String, byte[]> empty,
        Problems problems) {
    /** Returns whether it says which notes the values have. Otherwise, they keep theirs. */
    public boolean hasNotes() {
        return sections == null || cleared.contains(OTHER_FILES);
    }

    /** Returns an upload that is another app's configuration. */
    public static Upload of(Bundle bundle) {
        return new Upload(bundle, Map.of(), null, Set.of(), Map.of(), Map.of(), new Problems());
    }

    /** Returns this upload without the contents for some of its secrets. */
    public Upload withoutSecrets(Set<String> names) {
        Map<String, LegacySecret> others = new TreeMap<>(secrets);
        others.keySet().removeAll(names);
        return new Upload(bundle, others, sections, cleared, implied, empty, problems);
    }

    /** The content of a secret in a legacy secrets file, and where it stood. */
    public record LegacySecret(String service, String field, Plaintext content) {}

    /** Represents all files outside the sections in {@link #cleared}. */
    public static final String OTHER_FILES = "files/";
}
