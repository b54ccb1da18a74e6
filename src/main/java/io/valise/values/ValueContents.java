package io.valise.values;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Uni;
import io.valise.bulk.Contents;
import io.valise.bulk.Plan;
import io.valise.contents.Value;
import io.valise.errors.ApiException;
import io.valise.json.Json;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Values as an import has them: any JSON.
 *
 * @param unlink whether a content may take the place of a link to a secret
 */
record ValueContents(ObjectId app, Limits limits, boolean unlink) implements Contents<Json> {
    @Override
    public Kind kind() {
        return Kind.VALUE;
    }

    @Override
    public Json ofText(String text) {
        return new Json('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
    }

    @Override
    public Json ofJson(Json json) {
        return json;
    }

    @Override
    public @Nullable String brokenRule(Json content) {
        return content.size() > limits.valueSize()
                ? "must have at most " + limits.valueSize() + " bytes of JSON"
                : null;
    }

    @Override
    public Uni<Set<ObjectId>> same(Map<ObjectId, Json> stored) {
        return Value.<Value>stream(new Document("_id", new Document("$in", new ArrayList<>(stored.keySet()))))
                .filter(value -> requireNonNull(stored.get(value.id)).sameAs(new Json(value.json)))
                .map(value -> value.id)
                .collect()
                .asSet();
    }

    /**
     * A file of contents that has one for a linked name most likely has the secret's: what a program was given is
     * imported back. That must not put a secret in clear where everybody reads it, unless the caller says so.
     */
    @Override
    public void check(View view, Plan plan) {
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
    public Uni<Void> store(Collection<Written<Json>> contents) {
        return Value.persist(contents.stream()
                .map(one -> new Value(app, one.id(), one.content()))
                .toList());
    }
}
