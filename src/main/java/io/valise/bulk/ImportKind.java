package io.valise.bulk;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Outcome;
import io.valise.json.Json;
import io.valise.revisions.ContentRef;
import io.valise.revisions.EntityName;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The differences between the kinds of item that can be imported.
 *
 * @param <C> the type of a content between the body and the store
 */
public interface ImportKind<C> {
    /** A content to write, with its id and the id of its item. */
    record Written<C>(ObjectId item, ObjectId id, C content) {}

    Kind kind();

    C ofText(String text);

    /** Returns the rule that a name breaks, as a clause, or null if it breaks none. */
    default @Nullable String brokenName(String name) {
        return EntityName.Rule.broken(name);
    }

    /** Returns the content for JSON that is not a string, or null if this kind allows only strings. */
    @Nullable
    C ofJson(Json json);

    /** Returns the rule that a content breaks, as a clause that does not quote it, or null if it breaks none. */
    @Nullable
    String brokenRule(C content);

    /** Returns whether an import that replaces everything removes an entry that it does not name. */
    default boolean removes(Entry entry) {
        return true;
    }

    /** Returns the ids of the entries whose stored content equals the given one. */
    Uni<Set<ObjectId>> same(Map<Entry, C> stored);

    /**
     * Returns what the audit records for a preview: {@link Outcome#NOTHING} unless it reveals something about contents.
     */
    default Outcome previewed(ImportPlan plan) {
        return Outcome.NOTHING;
    }

    /** Fails with an {@code ApiException} if the configuration does not allow the plan. */
    void check(View view, ImportPlan plan);

    /** Stores contents that no configuration refers to yet. Returns the references for entries, by content id. */
    Uni<Map<ObjectId, ContentRef>> store(Collection<Written<C>> contents);
}
