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

/** The formats of a listing. */
enum Format {
    JSON("application/json", Listing::json),
    DOTENV("text/plain;charset=UTF-8", listing -> DotenvFile.write(listing, DotenvReader.SHELL)),
    YAML("application/yaml", Yaml::write),
    PROPERTIES("text/plain;charset=ISO-8859-1", PropertiesFile::write);

    private static final JsonFactory PARSERS = new JsonFactory();

    final String mediaType;
    private final Function<Listing, byte[]> writer;

    Format(String mediaType, Function<Listing, byte[]> writer) {
        this.mediaType = mediaType;
        this.writer = writer;
    }

    /** The format with this name, or JSON if it is null. Throws {@code InvalidParameter}. */
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

    /** What the token may read. Strings are written without quotes, other JSON in compact form. */
    byte[] write(Listing listing) {
        return writer.apply(listing);
    }

    /** The text of a JSON string; other JSON unchanged. */
    static String bare(byte[] json) {
        if (json[0] != '"') {
            return new String(json, StandardCharsets.UTF_8);
        }
        try (JsonParser parser = PARSERS.createParser(json)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException impossible) {
            throw new UncheckedIOException("stored JSON is malformed", impossible);
        }
    }
}
