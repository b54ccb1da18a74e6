package io.valise.errors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.smallrye.openapi.runtime.io.Format;
import io.valise.platform.PublicPaths;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The methods and query parameters of each path of the API. Read from the OpenAPI document when first needed. The
 * framework only knows the methods of one resource class, but several classes share a path.
 */
@Singleton
class DocumentedPaths {
    private static final String DOCUMENT = OpenApiConstants.BASE_NAME + "." + Format.JSON;
    private static final Pattern PARAMETER = Pattern.compile("\\{[^/}]+}");

    @Inject
    ObjectMapper json;

    @Inject
    PublicPaths publicPaths;

    private volatile @Nullable List<Path> paths;

    /** The query parameters by method, each with whether it may be empty. */
    private record Path(Pattern pattern, int variables, Map<String, Map<String, Boolean>> methods) {}

    /** Whether the API has this path, but not with this method. */
    boolean refuses(String method, String path) {
        Set<String> methods = methods(path);
        return !methods.isEmpty() && !methods.contains(method);
    }

    /** The value of an {@code Allow} header, sorted; empty if the API has no such path. */
    String allow(String path) {
        return String.join(", ", methods(path));
    }

    private Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>(find(path).keySet());
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return methods;
    }

    /** The query parameters of a route, each with whether it may be empty. */
    Map<String, Boolean> query(String method, String path) {
        return find(path).getOrDefault(method.equals("HEAD") ? "GET" : method, Map.of());
    }

    /**
     * If several paths match, takes the one with the fewest variables: {@code /values/import} is not the path of a
     * value.
     */
    private Map<String, Map<String, Boolean>> find(String path) {
        return paths().stream()
                .filter(known -> known.pattern.matcher(path).matches())
                .min(Comparator.comparingInt(Path::variables))
                .map(Path::methods)
                .orElse(Map.of());
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
        try (InputStream document = DocumentedPaths.class.getClassLoader().getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new FileNotFoundException(DOCUMENT);
            }
            List<Path> all = new ArrayList<>();
            json.readTree(document)
                    .path("paths")
                    .properties()
                    .forEach(path -> all.add(
                            path(path.getKey().substring(publicPaths.root().length()), path.getValue())));
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path path(String template, JsonNode item) {
        StringBuilder pattern = new StringBuilder();
        String[] literals = PARAMETER.split(template, -1);
        for (int i = 0; i < literals.length; i++) {
            pattern.append(i == 0 ? "" : "[^/]+").append(Pattern.quote(literals[i]));
        }
        Map<String, Map<String, Boolean>> methods = new HashMap<>();
        item.properties().forEach(method -> {
            // A path item also has fields that are not methods, such as "parameters".
            if (method.getValue().isObject()) {
                methods.put(method.getKey().toUpperCase(Locale.ROOT), query(method.getValue()));
            }
        });
        return new Path(Pattern.compile(pattern.toString()), literals.length - 1, methods);
    }

    private static Map<String, Boolean> query(JsonNode operation) {
        Map<String, Boolean> parameters = new HashMap<>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                parameters.put(parameter.path("name").asText(), mayBeEmpty(parameter.path("schema")));
            }
        }
        return parameters;
    }

    private static boolean mayBeEmpty(JsonNode schema) {
        return schema.path("type").asText().equals("string")
                && !schema.has("enum")
                && Pattern.compile(schema.path("pattern").asText()).matcher("").find();
    }
}
