package io.valise.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** A file of Kubernetes objects, such as those of docs/kubernetes, and the shell scripts in them. */
record Recipe(List<Map<String, Object>> objects) {
    static Recipe of(String file) {
        return of(Path.of("docs/kubernetes", file));
    }

    static Recipe of(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recipe parse(String yaml) {
        List<Map<String, Object>> objects = new ArrayList<>();
        new Yaml().loadAll(yaml).forEach(object -> objects.add(cast(object)));
        return new Recipe(objects);
    }

    /** The only object of its kind. */
    Map<String, Object> the(String kind) {
        List<Map<String, Object>> found = objects.stream()
                .filter(object -> object.get("kind").equals(kind))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects are a " + kind);
        }
        return found.get(0);
    }

    Map<String, Object> object(String kind, String name) {
        return objects.stream()
                .filter(object -> object.get("kind").equals(kind) && name.equals(at(object, "metadata", "name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** The shell script that the container of this name runs. */
    String script(String container) {
        Map<String, Object> found = containers(objects)
                .filter(candidate -> container.equals(candidate.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container " + container));
        if (!found.get("command").equals(List.of("sh", "-ec"))) {
            throw new AssertionError("the container " + container + " runs no script");
        }
        return (String) ((List<?>) found.get("args")).get(0);
    }

    private static Stream<Map<String, Object>> containers(Object node) {
        if (node instanceof Map<?, ?> map) {
            var own = map.containsKey("image")
                    ? Stream.<Map<String, Object>>of(cast(map))
                    : Stream.<Map<String, Object>>empty();
            return Stream.concat(own, containers(map.values()));
        }
        if (node instanceof Collection<?> items) {
            return items.stream().flatMap(Recipe::containers);
        }
        return Stream.empty();
    }

    /** The value at the end of a path of keys, or null if the path does not exist. */
    static @Nullable Object at(@Nullable Object start, String... keys) {
        Object here = start;
        for (String key : keys) {
            here = here == null ? null : ((Map<?, ?>) here).get(key);
        }
        return here;
    }

    /** The node as a map, or an empty map if it is null. */
    static Map<String, Object> map(@Nullable Object node) {
        return node == null ? Map.of() : cast(node);
    }

    /** The node as a list, or an empty list if it is null. */
    static List<Map<String, Object>> list(@Nullable Object node) {
        return node == null
                ? List.of()
                : ((List<?>) node).stream().map(Recipe::cast).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object object) {
        return (Map<String, Object>) object;
    }
}
