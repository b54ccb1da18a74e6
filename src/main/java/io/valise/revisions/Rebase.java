package io.valise.revisions;

import io.valise.errors.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Moves a draft's changes to a newer revision. Pure.
 *
 * @param own the draft's view on its base
 * @param changes the draft's changes to its base
 * @param newest the view to move to
 */
public record Rebase(View own, ChangeSet changes, View newest) {
    /** The conflicts; each must be decided. */
    public List<Next.Item> conflicts() {
        return newest.next(changes) instanceof Next.Conflict conflict ? conflict.items() : List.of();
    }

    /**
     * The draft's changes rebased onto the newest view: those without a conflict, and those decided as mine.
     *
     * @param mine the keys of conflicts whose draft change is kept, on top of what others have deployed
     * @param theirs the keys of conflicts whose draft change is dropped
     * @throws ApiException with {@code InvalidParameter} if a key is not in conflict, is decided twice or not at all
     */
    public ChangeSet moved(Set<String> mine, Set<String> theirs) {
        List<Next.Item> conflicts = conflicts();
        checkDecisions(conflicts, mine, theirs);
        Set<ObjectId> dropped = new HashSet<>();
        boolean dropTag = false;
        for (Next.Item conflict : conflicts) {
            if (theirs.contains(conflict.key())) {
                if (conflict.id() == null) {
                    dropTag = true;
                } else {
                    dropped.add(conflict.id());
                }
            }
        }
        List<Change> kept = changes.items().stream()
                .filter(change -> !dropped.contains(change.id()))
                .toList();
        requireContents(kept);
        ChangeSet onNewest = new ChangeSet(kept, dropTag ? null : changes.tag())
                .onto(newest)
                .then(ChangeSet.of(givingWay(kept, dropped)));
        return newest.relinking(withNamedLinks(onNewest)).effective();
    }

    /**
     * A secret that was deleted by another deployment only comes back if the draft sets its content: the old content is
     * gone.
     */
    private void requireContents(List<Change> kept) {
        for (Change change : kept) {
            if (change.keepsSecret() && newest.get(change.id()) == null) {
                throw ApiException.invalid(
                        change.id().toHexString(),
                        "was deleted by another deployment, and the draft does not set its content; put it in theirs");
            }
        }
    }

    /** Removals of other items whose names the kept changes take over, as decided. */
    private List<Change> givingWay(List<Change> kept, Set<ObjectId> dropped) {
        Set<ObjectId> touched = new HashSet<>();
        kept.forEach(change -> touched.add(change.id()));
        List<Change> givingWay = new ArrayList<>();
        for (Change change : kept) {
            Entry after = change.after();
            Entry holder = after == null ? null : newest.find(after.kind(), after.name());
            if (holder == null || touched.contains(holder.id())) {
                continue;
            }
            if (dropped.contains(holder.id())) {
                throw ApiException.invalid(
                        holder.id().toHexString(),
                        "keeps its name if it is put in theirs, but another change in the draft uses that name; put it"
                                + " in mine, or remove the other change first");
            }
            givingWay.add(Change.remove(holder));
        }
        return givingWay;
    }

    /** A value whose secret does not exist after the rebase keeps the secret's name as shown in the draft. */
    private ChangeSet withNamedLinks(ChangeSet moved) {
        View after = newest.with(moved);
        List<Change> named = moved.items().stream()
                .map(change -> {
                    Entry value = change.after();
                    return value != null && value.secret() != null && after.get(value.secret()) == null
                            ? new Change(change.before(), value.relinked(null, name(value)))
                            : change;
                })
                .toList();
        return new ChangeSet(named, moved.tag());
    }

    private @Nullable String name(Entry value) {
        String name = own.linkedName(value);
        return name != null || value.secret() == null ? name : value.secret().toHexString();
    }

    private static void checkDecisions(List<Next.Item> conflicts, Set<String> mine, Set<String> theirs) {
        Set<String> keys = new HashSet<>();
        conflicts.forEach(conflict -> keys.add(conflict.key()));
        List<ApiException.FieldError> problems = Stream.of(
                        Stream.concat(mine.stream(), theirs.stream())
                                .filter(key -> !keys.contains(key))
                                .map(key -> new ApiException.FieldError(key, "is not in conflict")),
                        mine.stream()
                                .filter(theirs::contains)
                                .map(key -> new ApiException.FieldError(key, "is both in mine and in theirs")),
                        keys.stream()
                                .filter(key -> !mine.contains(key) && !theirs.contains(key))
                                .map(key -> new ApiException.FieldError(key, "must be in mine or in theirs")))
                .flatMap(problem -> problem)
                .sorted(Comparator.comparing(ApiException.FieldError::field))
                .toList();
        if (!problems.isEmpty()) {
            throw ApiException.invalid(problems);
        }
    }
}
