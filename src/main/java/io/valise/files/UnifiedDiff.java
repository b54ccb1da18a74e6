package io.valise.files;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The difference between two contents of a file, in the format of {@code diff -u}. */
public final class UnifiedDiff {
    /** Lines shown before and after what changed. */
    private static final int CONTEXT = 3;
    /** Limits the changed lines for a minimal diff, which takes quadratic time. Above it, all are shown as replaced. */
    private static final int THOROUGH = 3_000;

    private UnifiedDiff() {}

    /** Returns the difference. A content is null if there is no file. */
    public static String of(String path, byte @Nullable [] before, byte @Nullable [] after) {
        @Nullable String one = text(before);
        @Nullable String other = text(after);
        if (one == null || other == null) {
            return header(path) + "\n@@ binary content: " + size(before) + " -> " + size(after) + " @@";
        }
        List<String> from = lines(one);
        List<String> to = lines(other);
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(path, path, from, patch(from, to), CONTEXT);
        if (diff.isEmpty()) {
            return header(path) + "\n@@ " + summary(before, after) + " @@";
        }
        return String.join("\n", diff);
    }

    /**
     * Describes a change without a changed line: an empty file was created or deleted, or the last line break changed.
     */
    private static String summary(byte @Nullable [] before, byte @Nullable [] after) {
        if (before == null) {
            return "empty file created";
        }
        return after == null ? "empty file deleted" : "the break after the last line";
    }

    private static Patch<String> patch(List<String> from, List<String> to) {
        int start = 0;
        int shorter = Math.min(from.size(), to.size());
        while (start < shorter && from.get(start).equals(to.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
            end++;
        }
        List<String> old = from.subList(start, from.size() - end);
        List<String> fresh = to.subList(start, to.size() - end);
        if (old.size() + fresh.size() <= THOROUGH) {
            return DiffUtils.diff(from, to);
        }
        Patch<String> whole = new Patch<>();
        whole.addDelta(new ChangeDelta<>(new Chunk<>(start, old), new Chunk<>(start, fresh)));
        return whole;
    }

    private static String header(String path) {
        return "--- " + path + "\n+++ " + path;
    }

    private static String size(byte @Nullable [] data) {
        return data == null ? "no file" : data.length + " bytes";
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static @Nullable String text(byte @Nullable [] data) {
        return data == null ? "" : FileContent.text(data);
    }
}
