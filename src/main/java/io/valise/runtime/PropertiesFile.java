package io.valise.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Writes the values as a Java properties file, in ASCII with escapes. */
final class PropertiesFile {
    private PropertiesFile() {}

    static byte[] write(Listing listing) {
        StringBuilder text = new StringBuilder();
        for (Snapshot.Item item : listing.values()) {
            text.append(line(item.name(), Format.bare(item.json())));
        }
        for (Snapshot.Item item : listing.unresolved()) {
            text.append("# ").append(item.name()).append(Listing.whyUnresolved(item));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Written one by one, since {@link Properties} keeps no order, and without the date comment that it puts first. */
    private static String line(String name, String content) {
        Properties one = new Properties();
        one.setProperty(name, content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            one.store(out, null);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String dated = out.toString(StandardCharsets.ISO_8859_1);
        return dated.substring(dated.indexOf('\n') + 1);
    }
}
