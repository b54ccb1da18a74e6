package io.valise.files;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What differs between two configurations of an app, for a person to read. */
public final class Difference {
    private Difference() {}

    /** A unified diff for each file, and a line for each secret, without its content. */
    public static Uni<List<String>> between(App app, View before, View after) {
        return Uni.combine()
                .all()
                .unis(Bundles.read(before, differsFrom(after, before)), Bundles.read(after, differsFrom(before, after)))
                .asTuple()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(both -> {
                    Files files = new Files(app, Layout.V20210101, false);
                    List<String> diffs = new ArrayList<>(Comparison.of(files, both.getItem1(), both.getItem2()));
                    diffs.addAll(secrets(before, after));
                    return diffs;
                });
    }

    /**
     * The entries that the other view has not, or has otherwise; and those that are shown together with such: the
     * environments' values share their files, and renaming a secret shows in the values that link to it.
     */
    private static Predicate<Entry> differsFrom(View other, View own) {
        return entry -> !entry.equals(other.get(entry.id()))
                || entry.kind() == Kind.ENVIRONMENT_VALUE
                || (entry.kind() == Kind.FILE && Bundle.isManaged(entry.name()))
                || (entry.fromSecret() && !linked(own, entry).equals(linked(other, other.get(entry.id()))));
    }

    private static String linked(View view, @Nullable Entry value) {
        return value == null ? "" : Bundles.linkedName(view, value);
    }

    private static List<String> secrets(View before, View after) {
        List<String> lines = new ArrayList<>();
        for (Entry secret : after.entries(Kind.SECRET)) {
            Entry earlier = before.get(secret.id());
            if (earlier == null) {
                lines.add(secret.label() + ": created");
            } else if (!earlier.name().equals(secret.name()) || !Objects.equals(earlier.content(), secret.content())) {
                lines.add(secret.label() + ": " + changed(earlier, secret));
            }
        }
        for (Entry secret : before.entries(Kind.SECRET)) {
            if (after.get(secret.id()) == null) {
                lines.add(secret.label() + ": deleted");
            }
        }
        return lines;
    }

    private static String changed(Entry before, Entry after) {
        String renamed = before.name().equals(after.name()) ? "" : "renamed from \"" + before.name() + "\"";
        String content = Objects.equals(before.content(), after.content()) ? "" : "content changed";
        return renamed + (renamed.isEmpty() || content.isEmpty() ? "" : ", ") + content;
    }
}
