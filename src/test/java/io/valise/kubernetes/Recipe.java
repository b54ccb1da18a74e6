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
import org.yaml.snakeyaml.Yaml;

/** A file of docs/kubernetes: the objects in it, and the shell scripts in those. */
record Recipe(List<Map<String, Object>> objects) {
    static Recipe of(String file) {
        try (var text = Files.newBufferedReader(Path.of("docs/kubernetes", file))) {
            List<Map<String, Object>> objects = new ArrayList<>();
            new Yaml().loadAll(text).forEach(object -> objects.add(cast(object)));
            return new Recipe(objects);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** What stands at the end of a path of keys. */
    static Object at(Object start, String... keys) {
        Object here = start;
        for (String key : keys) {
            here = ((Map<?, ?>) here).get(key);
        }
        return here;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object object) {
        return (Map<String, Object>) object;
    }
}
