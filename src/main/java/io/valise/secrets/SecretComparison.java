package io.valise.secrets;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.AuditEntry;
import io.valise.audit.Outcome;
import io.valise.contents.Contents;
import io.valise.contents.Secret;
import io.valise.crypto.Plaintext;
import io.valise.crypto.Sealer;
import io.valise.revisions.Entry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether stored contents equal contents that were sent. This confirms a guess, so only callers who may read
 * secrets through linked values get an answer, previews are limited, and the audit has them.
 */
@ApplicationScoped
public class SecretComparison {
    /** Maximum items per audit entry, as for changes. */
    private static final int MOST_LISTED = 100;

    @Inject
    Contents contents;

    @Inject
    Sealer sealer;

    @Inject
    Previews previews;

    /** Counts a preview that compares. Throws {@code TooManyRequests} if the user has made too many. */
    public void count(Actor actor) {
        previews.count(actor.user());
    }

    /**
     * Returns the ids of the secrets whose content equals the one that was sent. Damaged content never equals it, so an
     * import repairs it. Always empty for callers who may not resolve secrets.
     */
    public Uni<Set<ObjectId>> same(Actor actor, ObjectId app, Map<Entry, Plaintext> sent) {
        if (!actor.mayResolve() || sent.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return contents.read(app, Contents.Type.SECRETS, sent.keySet())
                .onItem()
                .transformToMulti(read -> Multi.createFrom()
                        .iterable(sent.entrySet())
                        .onItem()
                        .transformToUniAndConcatenate(one -> holds(read.get(one.getKey()), one.getValue())
                                .map(same -> same ? one.getKey().id() : null)))
                .collect()
                .asSet();
    }

    private Uni<Boolean> holds(@Nullable Secret secret, Plaintext sent) {
        return secret == null ? Uni.createFrom().item(false) : sealer.holds(secret.place(), secret.content, sent);
    }

    /** Returns what the audit records for a preview that has compared these secrets. */
    public static Outcome previewed(Actor actor, Stream<Entry> compared) {
        List<AuditEntry.Item> items = compared.limit(MOST_LISTED)
                .map(entry ->
                        new AuditEntry.Item("compared", "secret", entry.id().toHexString(), entry.name()))
                .toList();
        return actor.mayResolve() && !items.isEmpty() ? Outcome.changed(items).as("secret.preview") : Outcome.NOTHING;
    }
}
