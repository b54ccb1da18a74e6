package io.valise.files;

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

    /** Returns the JSON, or null if it is not JSON. */
    static @Nullable Tree json(byte[] data) {
        try {
            return Tree.parse(new String(data, StandardCharsets.UTF_8));
        } catch (Tree.Malformed notJson) {
            return null;
        }
    }
}
