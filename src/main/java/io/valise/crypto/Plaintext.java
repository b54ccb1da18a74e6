package io.valise.crypto;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The clear content of a secret, designed not to leak by accident: it prints as {@code ***}, can be read from JSON but
 * not written to it, and has no equality and no Java serialization. Only {@link #reveal}, which is easy to grep,
 * returns the content.
 */
@JsonDeserialize(using = PlaintextJson.Reader.class)
@JsonSerialize(using = PlaintextJson.Refusal.class)
@Schema(
        type = SchemaType.STRING,
        format = "password",
        writeOnly = true,
        description = "Can be written, but never read.")
public final class Plaintext {
    private final String content;

    private Plaintext(String content) {
        this.content = content;
    }

    public static Plaintext of(String content) {
        return new Plaintext(content);
    }

    /** The content in clear. Callers must pass it only to the program it is intended for. */
    public String reveal() {
        return content;
    }

    /** The length in Unicode code points, the unit of the contract's limit. */
    public int codePoints() {
        return content.codePointCount(0, content.length());
    }

    @Override
    public String toString() {
        return "***";
    }
}
