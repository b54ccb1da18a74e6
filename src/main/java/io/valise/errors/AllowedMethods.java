package io.valise.errors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The methods of each path of the API, read from the OpenAPI document when somebody uses a wrong one for the first time.
 * The framework knows only those of one class, and several share a path.
 */
@Singleton
class AllowedMethods {
    private static final String DOCUMENT = OpenApiConstants.BASE_NAME + "." + Format.JSON;
    private static final Pattern PARAMETER = Pattern.compile("\\{[^/}]+}");

    @Inject
    ObjectMapper json;

    private volatile @Nullable List<Path> paths;

    private record Path(Pattern pattern, Set<String> methods) {}

    /** For an {@code Allow} header, such as {@code GET, HEAD, OPTIONS}; null if the API has no such path. */
    @Nullable
    String of(String path) {
        Set<String> methods = new TreeSet<>();
        for (Path known : paths()) {
            if (known.pattern.matcher(path).matches()) {
                methods.addAll(known.methods);
            }
        }
        if (methods.isEmpty()) {
            return null;
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private List<Path> paths() {
        @Nullable List<Path> known = paths;
        if (known == null) {
            known = read();
            paths = known;
        }
        return known;
    }

    private List<Path> read() {
        try (InputStream document = AllowedMethods.class.getClassLoader().getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new FileNotFoundException(DOCUMENT);
            }
            try (JsonParser parser = json.createParser(document)) {
                return read(parser);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Path> read(JsonParser parser) throws IOException {
        List<Path> paths = new ArrayList<>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isPaths = parser.currentName().equals("paths");
            parser.nextToken();
            if (isPaths) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    paths.add(path(parser));
                }
            } else {
                parser.skipChildren();
            }
        }
        return paths;
    }

    private static Path path(JsonParser parser) throws IOException {
        StringBuilder pattern = new StringBuilder();
        String[] literals = PARAMETER.split(parser.currentName(), -1);
        for (int i = 0; i < literals.length; i++) {
            pattern.append(i == 0 ? "" : "[^/]+").append(Pattern.quote(literals[i]));
        }
        Set<String> methods = new TreeSet<>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName().toUpperCase(Locale.ROOT);
            // Beside its methods a path has fields such as "parameters".
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                methods.add(field);
            }
            parser.skipChildren();
        }
        return new Path(Pattern.compile(pattern.toString()), methods);
    }
}
