package io.valise.revisions;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * A revision that is published, and the look at what may have made it void. It is under way while the caller goes on,
 * and must be waited for before the caller answers.
 *
 * @param confirmed fails with {@code AppNotFound} if the app was deleted before the revision was there
 */
public record Landed(Revision revision, Uni<Void> confirmed) {
    static Landed confirmedBy(Revision revision, Uni<Void> look) {
        Uni<Void> underWay = look.memoize().indefinitely();
        Cancellable unused = underWay.subscribe().with(done -> {}, failure -> {
            // Whoever waits for it is told.
        });
        return new Landed(revision, underWay);
    }

    /** The revision, once it is confirmed. */
    public Uni<Revision> confirmedRevision() {
        return confirmed.replaceWith(revision);
    }
}
