package io.valise.deployments;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.contents.Contents;
import io.valise.contents.EnvironmentValue;
import io.valise.contents.KeptFile;
import io.valise.contents.Value;
import io.valise.errors.ApiException;
import io.valise.files.UnifiedDiff;
import io.valise.json.Json;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Reads items with their contents before and after a change, only those that are asked for. */
@ApplicationScoped
public class ChangedItems {
    /** Items per request, since each may have a content of the largest size. */
    private static final int MOST = 50;

    /** Files are only compared if those that are asked for have at most this many bytes together. */
    static final int MOST_BYTES = 16 * 1_048_576;

    /** The description of the query parameter that names the items. */
    public static final String IDS = "The ids of the items, separated by commas: from 1 to 50.";

    public static final String IDS_PATTERN = "^[0-9a-f]{24}(,[0-9a-f]{24}){0,49}$";

    @Inject
    Contents contents;

    private record Pair(
            ObjectId id, @Nullable Entry before, @Nullable Entry after) {
        Stream<Entry> sides() {
            return Stream.of(before, after).filter(Objects::nonNull);
        }

        boolean isChangedFile() {
            Entry item = after != null ? after : before;
            return item != null
                    && item.kind() == Kind.FILE
                    && (before == null || after == null || !Objects.equals(before.hash(), after.hash()));
        }
    }

    /** @param files null if they are too large to be compared */
    private record Found(
            Contents.Read<Value> values,
            Contents.Read<EnvironmentValue> environment,
            Contents.@Nullable Read<KeptFile> files) {}

    /**
     * Returns the items with these ids in the given order; leaves out ids that neither view has. Fails with
     * {@code InvalidParameter} for ids in another form, and with {@code StoreDamaged} if a content is damaged.
     */
    public Uni<List<ChangedItem>> read(ObjectId app, View before, View after, @Nullable String ids) {
        before.requireWhole();
        after.requireWhole();
        List<Pair> pairs = parsed(ids).stream()
                .distinct()
                .map(id -> new Pair(id, before.get(id), after.get(id)))
                .filter(pair -> pair.sides().findAny().isPresent())
                .toList();
        List<Entry> entries = pairs.stream().flatMap(Pair::sides).toList();
        List<Entry> files =
                pairs.stream().filter(Pair::isChangedFile).flatMap(Pair::sides).toList();
        return contents.sizeOfFiles(app, files)
                .flatMap(size -> Uni.combine()
                        .all()
                        .unis(
                                contents.read(app, Contents.Type.VALUES, entries),
                                contents.read(app, Contents.Type.ENVIRONMENT_VALUES, entries),
                                contents.read(app, Contents.Type.FILES, size > MOST_BYTES ? List.of() : files))
                        .with((values, environment, read) ->
                                new Found(values, environment, size > MOST_BYTES ? null : read)))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(found -> pairs.stream()
                        .map(pair -> new ChangedItem(
                                pair.id.toHexString(),
                                side(before, pair.before, found),
                                side(after, pair.after, found),
                                diff(pair, found.files)))
                        .toList());
    }

    private static List<ObjectId> parsed(@Nullable String ids) {
        List<ObjectId> parsed = new ArrayList<>();
        for (String id : ids == null ? new String[0] : ids.split(",", MOST + 1)) {
            if (!ObjectId.isValid(id)) {
                throw ApiException.invalid("ids", "must be ids separated by commas");
            }
            parsed.add(new ObjectId(id));
        }
        if (parsed.isEmpty() || parsed.size() > MOST) {
            throw ApiException.invalid("ids", "must be from 1 to " + MOST + " ids separated by commas");
        }
        return parsed;
    }

    private static ChangedItem.@Nullable Side side(View view, @Nullable Entry entry, Found found) {
        if (entry == null) {
            return null;
        }
        return new ChangedItem.Side(
                entry.name(),
                entry.hidden(),
                entry.fromSecret(),
                entry.kind() == Kind.VALUE ? value(view, entry, found.values) : null,
                entry.kind() == Kind.ENVIRONMENT_VALUE
                        ? ChangedItem.Columns.of(found.environment.require(entry).columns)
                        : null,
                entry.notes().note(),
                entry.notes().tags(),
                entry.modified(),
                entry.user() == null ? null : entry.user().toHexString());
    }

    private static Json value(View view, Entry entry, Contents.Read<Value> values) {
        return entry.fromSecret()
                ? Json.ofText(Objects.requireNonNullElse(view.linkedName(entry), ""))
                : new Json(values.require(entry).json);
    }

    private static @Nullable String diff(Pair pair, Contents.@Nullable Read<KeptFile> files) {
        if (files == null || !pair.isChangedFile()) {
            return null;
        }
        String path = Objects.requireNonNull(pair.after != null ? pair.after : pair.before)
                .name();
        return UnifiedDiff.of(path, data(pair.before, files), data(pair.after, files));
    }

    private static byte @Nullable [] data(@Nullable Entry entry, Contents.Read<KeptFile> files) {
        return entry == null ? null : files.require(entry).data;
    }
}
