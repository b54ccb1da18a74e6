package io.valise.values;

import static java.util.Objects.requireNonNull;

import io.smallrye.mutiny.Uni;
import io.valise.bulk.ImportKind;
import io.valise.bulk.ImportPlan;
import io.valise.contents.Contents;
import io.valise.contents.Value;
import io.valise.errors.ApiException;
import io.valise.json.Json;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Imports values: any JSON.
 *
 * @param unlink whether a content may replace a link to a secret
 * @param keepLinks whether values that link to a secret stay although the import does not name them
 */
record ValueImport(ObjectId app, Contents contents, Limits limits, boolean unlink, boolean keepLinks)
        implements ImportKind<Json> {
    @Override
    public Kind kind() {
        return Kind.VALUE;
    }

    @Override
    public Json ofText(String text) {
        return Json.ofText(text);
    }

    @Override
    public Json ofJson(Json json) {
        return json;
    }

    @Override
    public @Nullable String brokenRule(Json content) {
        return limits.brokenByValue(content.size());
    }

    /** A body of names and contents cannot express a link. A caller that wrote all it could should not remove the links. */
    @Override
    public boolean removes(Entry entry) {
        return !(keepLinks && entry.fromSecret());
    }

    /**
     * Contents with an equal hash are the same. Only the others are read and compared, since they may be equal in
     * another notation.
     */
    @Override
    public Uni<Set<ObjectId>> same(Map<Entry, Json> stored) {
        Set<ObjectId> same = new HashSet<>();
        Map<Entry, Json> others = new HashMap<>();
        stored.forEach((entry, json) -> {
            if (requireNonNull(entry.content()).hash().equals(Value.hash(json.text()))) {
                same.add(entry.id());
            } else {
                others.put(entry, json);
            }
        });
        return contents.read(app, Contents.Type.VALUES, others.keySet()).map(read -> {
            others.forEach((entry, json) -> {
                Value value = read.get(entry);
                if (value != null && json.sameAs(new Json(value.json))) {
                    same.add(entry.id());
                }
            });
            return same;
        });
    }

    /**
     * If an imported file has a content for a linked value, that is most likely the secret's own content, exported
     * earlier for a program. Importing it would store the secret in clear text, readable by everybody, so the caller
     * must ask for it.
     */
    @Override
    public void check(View view, ImportPlan plan) {
        List<ApiException.FieldError> linked = plan.updated().stream()
                .filter(Entry::fromSecret)
                .map(value -> new ApiException.FieldError(
                        value.name(), "links to a secret: import the content as a secret, or use unlink=true"))
                .toList();
        if (!linked.isEmpty() && !unlink) {
            throw ApiException.invalid(linked);
        }
    }

    @Override
    public Uni<Map<ObjectId, ContentRef>> store(Collection<Written<Json>> written) {
        List<Value> values = written.stream()
                .map(one -> new Value(app, one.id(), one.content()))
                .toList();
        return contents.write(Contents.Type.VALUES, values).replaceWith(() -> Contents.refs(values));
    }
}
