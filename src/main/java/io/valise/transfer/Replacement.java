package io.valise.transfer;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.files.Bundle;
import io.valise.files.Problems;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Edit;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Notes;
import io.valise.revisions.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a configuration by name: items that keep their name keep their id, and items that keep their content are not
 * touched. Secrets are added or updated, never removed.
 *
 * @param environment contents by name
 * @param parts contents by path
 * @param secrets new contents by name
 * @param secretNotes new notes of secrets by name
 * @param now in UNIX seconds
 */
record Replacement(
        String tag,
        Map<String, Target> values,
        Map<String, ContentRef> environment,
        Map<String, ContentRef> parts,
        Map<String, NewSecret> secrets,
        Map<String, Notes> secretNotes,
        long now)
        implements Edit {

    /**
     * The new state of a value: either a {@code content} or the name of a {@code secret}. It keeps its notes if those are
     * null.
     */
    record Target(
            boolean hidden,
            @Nullable ContentRef content,
            @Nullable String secret,
            @Nullable Notes notes) {}

    /** A content, and the id of the secret that it was sealed for. */
    record NewSecret(ObjectId secret, ContentRef content) {}

    @Override
    public ChangeSet apply(View view) {
        List<Change> changes = new ArrayList<>();
        Set<String> names = new TreeSet<>(secrets.keySet());
        names.addAll(secretNotes.keySet());
        names.forEach(name -> secret(changes, view, name));
        values.forEach((name, target) -> add(changes, view.find(Kind.VALUE, name), value(view, name, target)));
        contents(changes, view, Kind.ENVIRONMENT_VALUE, environment);
        contents(changes, view, Kind.FILE, parts);
        remove(changes, view, Kind.VALUE, values);
        remove(changes, view, Kind.ENVIRONMENT_VALUE, environment);
        remove(changes, view, Kind.FILE, parts);
        return ChangeSet.of(changes).andTag(view, tag, now);
    }

    private void secret(List<Change> changes, View view, String name) {
        NewSecret sealed = secrets.get(name);
        Entry before = view.find(Kind.SECRET, name);
        if (before == null && sealed == null) {
            // The step has refused names that do not exist, so somebody else has deleted it since.
            return;
        }
        Entry after = sealed == null ? Objects.requireNonNull(before) : withContent(before, name, sealed);
        Notes notes = secretNotes.get(name);
        add(changes, before, notes == null || notes.equals(after.notes()) ? after : after.withNotes(notes, now));
    }

    private Entry withContent(@Nullable Entry before, String name, NewSecret sealed) {
        if (before == null) {
            return Entry.first(sealed.secret, Kind.SECRET, name, sealed.content, now);
        }
        if (!before.id().equals(sealed.secret)) {
            throw new ApiException(
                    ErrorCode.DraftConflict,
                    "the secret \"" + name
                            + "\" was created by somebody else in the meantime; nothing was changed, try again");
        }
        return before.withContent(sealed.content, now);
    }

    private Entry value(View view, String name, Target target) {
        Entry before = view.find(Kind.VALUE, name);
        Entry after = before == null
                ? Entry.empty(new ObjectId(), Kind.VALUE, name, now).withHidden(target.hidden)
                : before;
        if (after.hidden() != target.hidden) {
            after = after.renamed(name, now).withHidden(target.hidden);
        }
        if (target.notes != null && !target.notes.equals(after.notes())) {
            after = after.withNotes(target.notes, now);
        }
        if (target.secret == null) {
            ContentRef content = Objects.requireNonNull(target.content);
            return content.equals(after.content()) ? after : after.withContent(content, now);
        }
        if (target.secret.equals(after.missing())) {
            return after;
        }
        ObjectId secret = secretId(view, target.secret);
        return secret.equals(after.secret()) ? after : after.linkedTo(secret, now);
    }

    private ObjectId secretId(View view, String name) {
        NewSecret created = secrets.get(name);
        Entry secret = view.find(Kind.SECRET, name);
        if (created == null && secret == null) {
            Problems problems = new Problems();
            problems.missingSecret(Bundle.VALUES, name);
            problems.refuse();
        }
        return created != null ? created.secret : Objects.requireNonNull(secret).id();
    }

    private void contents(List<Change> changes, View view, Kind kind, Map<String, ContentRef> contents) {
        contents.forEach((name, content) -> {
            Entry before = view.find(kind, name);
            Entry after = before == null
                    ? Entry.first(new ObjectId(), kind, name, content, now)
                    : content.equals(before.content()) ? before : before.withContent(content, now);
            add(changes, before, after);
        });
    }

    private static void add(List<Change> changes, @Nullable Entry before, Entry after) {
        if (before == null) {
            changes.add(Change.create(after));
        } else if (!after.equals(before)) {
            changes.add(Change.update(before, after));
        }
    }

    private static void remove(List<Change> changes, View view, Kind kind, Map<String, ?> kept) {
        for (Entry entry : view.entries(kind)) {
            if (!kept.containsKey(entry.name())) {
                changes.add(Change.remove(entry));
            }
        }
    }
}
