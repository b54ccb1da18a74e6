package io.valise.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.valise.errors.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways in which the values are listed. */
enum Format {
    JSON("application/json", Listing::json),
    DOTENV("text/plain;charset=UTF-8", Dotenv::write),
    YAML("application/yaml", Yaml::write),
    PROPERTIES("text/plain;charset=ISO-8859-1", PropertiesFile::write);

    private static final JsonFactory PARSERS = new JsonFactory();

    final String mediaType;
    private final Function<Listing, byte[]> writer;

    Format(String mediaType, Function<Listing, byte[]> writer) {
        this.mediaType = mediaType;
        this.writer = writer;
    }

    /** The format of this name, JSON for none; fails with {@code InvalidParameter}. */
    static Format of(@Nullable String name) {
        return name == null
                ? JSON
                : Arrays.stream(values())
                        .filter(format -> format.lowerCase().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ApiException.invalid(
                                "format",
                                "must be one of "
                                        + Arrays.stream(values())
                                                .map(Format::lowerCase)
                                                .collect(Collectors.joining(", "))));
    }

    private String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the token sees; a string is written bare, other JSON compact. */
    byte[] write(Listing listing) {
        return writer.apply(listing);
    }

    /** The text of a JSON string, or other JSON as it is. */
    static String bare(byte[] json) {
        if (json[0] != '"') {
            return new String(json, StandardCharsets.UTF_8);
        }
        try (JsonParser parser = PARSERS.createParser(json)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a kept JSON is malformed", impossible);
        }
    }
}
