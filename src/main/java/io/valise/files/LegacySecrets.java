package io.valise.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.valise.crypto.Plaintext;
import io.valise.revisions.EntityName;
import java.io.IOException;

/**
 * Reads the secrets of older exports: {@code {"services": {"<service>": {"<field>": "<content>"}}, "auth_providers":
 * …}}. The parser reads a content directly into a {@link Plaintext}.
 */
final class LegacySecrets {
    static final String FILE = "secrets.json";

    private LegacySecrets() {}

    /** Reads from the parser's current token. */
    static void read(JsonParser in, Intake intake) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (!isObject(in, intake, "secrets")) {
            return;
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String kind = in.currentName();
            in.nextToken();
            if (isObject(in, intake, kind)) {
                services(in, intake);
            }
        }
    }

    private static void services(JsonParser in, Intake intake) throws IOException {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String service = in.currentName();
            in.nextToken();
            if (isObject(in, intake, service)) {
                fields(in, intake, service);
            }
        }
    }

    private static void fields(JsonParser in, Intake intake, String service) throws IOException {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            JsonToken token = in.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                intake.legacySecret(service, field, Plaintext.of(in.getText()));
            } else if (token != JsonToken.VALUE_NULL) {
                in.skipChildren();
                intake.problems.add(FILE, place(service, field), "must be a string");
            }
        }
    }

    /** Returns the name of a content for an error. */
    static String place(String service, String field) {
        return shown(service) + "." + shown(field);
    }

    /** Hides an invalid name, because it may be content in the wrong place. */
    private static String shown(String name) {
        return EntityName.Rule.canBeShown(name) ? name : "…";
    }

    private static boolean isObject(JsonParser in, Intake intake, String place) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        if (in.currentToken() != JsonToken.VALUE_NULL) {
            in.skipChildren();
            intake.problems.add(FILE, shown(place), "must be an object");
        }
        return false;
    }
}
