package io.valise.revisions;

import io.smallrye.mutiny.Uni;

/**
 * A published revision and the last step of its publication. The publisher must run that step before it answers, and
 * may do other work at the same time.
 *
 * @param confirmed moves the app's head, and waits until this instance serves the revision; fails with
 *     {@code AppNotFound} if the app was deleted before the revision was published
 */
public record Landed(Revision revision, Uni<Void> confirmed) {
    /** The revision, once confirmed. */
    public Uni<Revision> confirmedRevision() {
        return confirmed.replaceWith(revision);
    }
}
