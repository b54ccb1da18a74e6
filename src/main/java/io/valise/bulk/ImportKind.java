package io.valise.bulk;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Outcome;
import io.valise.json.Json;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What an import asks of the kind of item it imports.
 *
 * @param <C> a content, as its room holds it between the body and the store
 */
public interface ImportKind<C> {
    /** A content that is to be written: its own id, and that of the item it is a content of. */
    record Written<C>(ObjectId item, ObjectId id, C content) {}

    Kind kind();

    C ofText(String text);

    /** The content of a JSON or YAML body that is no string; null if this kind takes strings only. */
    @Nullable
    C ofJson(Json json);

    /** The rule that a content breaks, as a clause that does not repeat it; null if it keeps them all. */
    @Nullable
    String brokenRule(C content);

    /** The ids of those of these entries whose stored content is just the one given for them. */
    Uni<Set<ObjectId>> same(Map<Entry, C> stored);

    /** What the audit records of a preview: {@link Outcome#NOTHING} unless it tells something about contents. */
    default Outcome previewed(Plan plan) {
        return Outcome.NOTHING;
    }

    /** Fails, with an {@code ApiException}, where the configuration does not allow the plan. */
    void check(View view, Plan plan);

    /** Stores contents that no configuration holds yet; returns how entries refer to them, by their ids. */
    Uni<Map<ObjectId, ContentRef>> store(Collection<Written<C>> contents);
}
