package io.valise.revisions;

import io.smallrye.mutiny.Uni;

/**
 * A revision that is published, and the last step of its publication. Whoever published it must take that step before
 * they answer, and may do something else at the same time.
 *
 * @param confirmed moves the app's head, and waits until this instance serves the revision; fails with {@code
 *     AppNotFound} if the app was deleted before the revision was there
 */
public record Landed(Revision revision, Uni<Void> confirmed) {
    /** The revision, once it is confirmed. */
    public Uni<Revision> confirmedRevision() {
        return confirmed.replaceWith(revision);
    }
}
