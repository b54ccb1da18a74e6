package io.valise.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes the values as YAML. JSON is valid YAML except for a few characters that YAML requires to be escaped. Keys and
 * strings are quoted, so that none is read as a number, a date or {@code no}.
 */
final class Yaml {
    /**
     * Characters that YAML 1.1 defines as not printable or as line breaks. Parsers differ in which definition they use.
     */
    private static final Pattern SPECIAL = Pattern.compile("[\\x7f-\\xa0\\u2028\\u2029\\ufeff\\ufffe\\uffff]");

    /** Longest key, with quotes, that every parser accepts: fully escaped, it has less than 1,024 characters. */
    private static final int LONGEST_KEY = 160;

    private Yaml() {}

    static byte[] write(Listing listing) {
        StringBuilder text = new StringBuilder();
        List<Snapshot.Item> values = listing.values();
        for (Snapshot.Item item : values) {
            String json = new String(item.json(), StandardCharsets.UTF_8);
            text.append('"')
                    .append(item.name())
                    .append("\": ")
                    .append(escaped(withLongKeys(json)))
                    .append('\n');
        }
        if (values.isEmpty()) {
            text.append("{}\n");
        }
        for (Snapshot.Item item : listing.unresolved()) {
            text.append("# ").append(item.name()).append(Listing.whyUnresolved(item));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Marks long keys with a question mark: parsers reject other keys longer than 1,024 characters. */
    private static String withLongKeys(String json) {
        if (json.length() <= LONGEST_KEY) {
            return json;
        }
        StringBuilder text = new StringBuilder(json.length() + 16);
        int at = 0;
        while (at < json.length()) {
            int end = json.charAt(at) == '"' ? endOfString(json, at) : at + 1;
            boolean isKey = json.charAt(at) == '"' && end < json.length() && json.charAt(end) == ':';
            text.append(isKey && end - at > LONGEST_KEY ? "? " : "").append(json, at, end);
            at = end;
        }
        return text.toString();
    }

    /** The index after the string that starts here. */
    private static int endOfString(String json, int start) {
        int at = start + 1;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** These characters only occur in strings, where JSON and YAML share this escape. */
    private static String escaped(String json) {
        return SPECIAL.matcher(json)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }
}
