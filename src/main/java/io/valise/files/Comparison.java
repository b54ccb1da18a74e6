package io.valise.files;

import io.valise.json.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The differences between two states of an app: a unified diff for each file, sorted by path. */
public final class Comparison {
    private final Files files;
    private final Bundle before;
    private final Bundle after;
    private final TreeMap<String, String> diffs = new TreeMap<>();

    private Comparison(Files files, Bundle before, Bundle after) {
        this.files = files;
        this.before = before;
        this.after = after;
    }

    public static List<String> of(Files files, Bundle before, Bundle after) {
        Comparison comparison = new Comparison(files, before, after);
        comparison.root();
        comparison.environments();
        comparison.values();
        comparison.parts();
        comparison.notes();
        return new ArrayList<>(comparison.diffs.values());
    }

    /** Returns whether two texts are the same JSON. */
    public static boolean same(String before, String after) {
        return before.equals(after) || Tree.known(before).equals(Tree.known(after));
    }

    /** Returns whether two files have the same bytes, or are the same JSON. */
    public static boolean same(String path, byte[] before, byte[] after) {
        if (Arrays.equals(before, after)) {
            return true;
        }
        Tree one = path.endsWith(".json") ? json(path, before) : null;
        return one != null && one.equals(json(path, after));
    }

    private static @Nullable Tree json(String path, byte[] data) {
        Tree json = FileContent.json(data);
        return json == null ? null : Sections.canonical(path, json);
    }

    private void root() {
        if (!before.tag().equals(after.tag()) || keptDiffers(Bundle.ROOT)) {
            put(files.layout().root(), files.root(before), files.root(after));
        }
    }

    private void environments() {
        Set<Column> changed = new HashSet<>();
        for (String name : union(before.environment(), after.environment())) {
            Map<Column, String> one = before.environment().getOrDefault(name, Map.of());
            Map<Column, String> other = after.environment().getOrDefault(name, Map.of());
            for (Column column : Column.values()) {
                if (differ(one.get(column), other.get(column), Comparison::same)) {
                    changed.add(column);
                }
            }
        }
        for (Column column : Column.values()) {
            if (changed.contains(column) || keptDiffers(column.path())) {
                put(column.path(), Files.environment(before, column), Files.environment(after, column));
            }
        }
    }

    private void values() {
        for (String name : union(before.values(), after.values())) {
            String path = Bundle.valuePath(name);
            boolean kept = before.values().containsKey(name) && after.values().containsKey(name) && keptDiffers(path);
            if (kept || differ(before.values().get(name), after.values().get(name), Comparison::sameSetting)) {
                put(path, Files.value(before, name), Files.value(after, name));
            }
        }
    }

    private static boolean sameSetting(Bundle.Setting one, Bundle.Setting other) {
        return one.hidden() == other.hidden()
                && one.fromSecret() == other.fromSecret()
                && same(one.json(), other.json());
    }

    private void parts() {
        for (String path : union(before.parts(), after.parts())) {
            if (!Bundle.isManaged(path) && keptDiffers(path)) {
                byte[] one = before.parts().get(path);
                byte[] other = after.parts().get(path);
                diffs.put(path, UnifiedDiff.of(path, one, other));
            }
        }
    }

    private void notes() {
        Tree one = before.notes().tree();
        Tree other = after.notes().tree();
        if (!Objects.equals(one, other)) {
            put(NotesFile.PATH, one, other);
        }
    }

    private boolean keptDiffers(String path) {
        byte @Nullable [] one = before.parts().get(path);
        byte @Nullable [] other = after.parts().get(path);
        if (isNone(path, one) && isNone(path, other)) {
            return false;
        }
        return differ(one, other, (first, second) -> same(path, first, second));
    }

    /** Returns whether there is no file, or an empty one, which means the same. */
    private static boolean isNone(String path, byte @Nullable [] data) {
        return data == null || Sections.isEmptyJson(path, data);
    }

    private void put(String path, @Nullable Tree one, @Nullable Tree other) {
        Tree aligned = other == null ? null : other.like(one, false);
        diffs.put(
                path,
                UnifiedDiff.of(
                        path, one == null ? null : Files.bytes(one), aligned == null ? null : Files.bytes(aligned)));
    }

    private static <T> boolean differ(@Nullable T one, @Nullable T other, BiPredicate<T, T> same) {
        return one == null || other == null ? one != other : !same.test(one, other);
    }

    private static Set<String> union(Map<String, ?> one, Map<String, ?> other) {
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }
}
