package io.valise.files;

import com.fasterxml.jackson.core.JsonParser;
import io.valise.json.Tree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the bytes of a file are. */
final class FileContent {
    private FileContent() {}

    /** Returns the text, or null if it is not UTF-8. */
    static @Nullable String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    /** Returns the JSON of a stored file. Older ones may have duplicate fields, of which the last one counts. */
    static @Nullable Tree known(byte[] data) {
        try {
            return Tree.read(data, in -> Tree.whole(in.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)));
        } catch (Tree.Malformed notJson) {
            return null;
        }
    }

    /** Returns the JSON, which may begin with a byte order mark. Null if it is not JSON. */
    static @Nullable Tree json(byte[] data) {
        try {
            return Tree.read(data, Tree::whole);
        } catch (Tree.Malformed notJson) {
            return null;
        }
    }
}
