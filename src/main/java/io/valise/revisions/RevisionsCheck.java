package io.valise.revisions;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Checks all revisions of an app, in order. */
@ApplicationScoped
public class RevisionsCheck {
    @Inject
    Revisions revisions;

    @Inject
    RevisionSigner signer;

    /**
     * The result of a check.
     *
     * @param revisions how many were read
     * @param intact whether every signature is valid, each revision follows the kept one before it, none is missing at
     *     the end, and the newest has all of its blocks
     */
    public record Result(long revisions, boolean intact) {}

    /** The state of one check. */
    private final class Walk {
        private long read;
        private boolean intact = true;
        private final Set<Binary> followed = new HashSet<>();
        private @Nullable Revision last;

        void next(Revision revision) {
            Revision before = last;
            // The sweep keeps the base of an open draft but not the revisions after it, so gaps are allowed. Two
            // revisions with the same predecessor are not: both of those states were deployed.
            boolean fits = before == null || revision.number > before.number + 1 || signer.follows(revision, before);
            intact &= fits && revisions.isGenuine(revision) && followed.add(new Binary(revision.previous));
            read++;
            last = revision;
        }

        boolean reaches(@Nullable Head head) {
            return last != null && head != null && last.number >= head.number;
        }
    }

    /** Checks an app. For an app that is being deleted, nothing counts as missing. Fails if the store does. */
    public Uni<Result> of(ObjectId app) {
        return Head.<Head>findById(app).flatMap(head -> {
            if (head != null && head.deleted) {
                return Uni.createFrom().item(new Result(0, true));
            }
            Walk walk = new Walk();
            return Revision.<Revision>mongoCollection()
                    .find(new Document("app", app), new FindOptions().sort(new Document("number", 1)))
                    .invoke(walk::next)
                    .onItem()
                    .ignoreAsUni()
                    .chain(() -> revisions.current(app))
                    .map(newest -> new Result(
                            walk.read,
                            walk.intact && walk.reaches(head) && newest.view().isWhole()))
                    // Deleted during the check.
                    .onFailure(failure -> ApiException.is(failure, ErrorCode.AppNotFound))
                    .recoverWithItem(() -> new Result(walk.read, walk.intact))
                    .onFailure(failure -> !StoreFailure.isOfStore(failure))
                    .recoverWithItem(() -> new Result(walk.read, false));
        });
    }
}
