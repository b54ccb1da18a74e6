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

/** Checks all revisions of an app, one after the other. */
@ApplicationScoped
public class RevisionsCheck {
    @Inject
    Revisions revisions;

    @Inject
    RevisionSigner signer;

    /**
     * What was found.
     *
     * @param revisions how many were read
     * @param intact whether each is as it was signed and follows the one before, as far as that is kept, none is missing
     *     at the end, and the newest has all of its blocks
     */
    public record Result(long revisions, boolean intact) {}

    /** One check as it goes on. */
    private final class Walk {
        private long read;
        private boolean intact = true;
        private final Set<Binary> followed = new HashSet<>();
        private @Nullable Revision last;

        void next(Revision revision) {
            Revision before = last;
            // The sweep keeps the base of an open draft, and not what came after it. But two that follow the same one
            // are two states that were both told.
            boolean fits = before == null || revision.number > before.number + 1 || signer.follows(revision, before);
            intact &= fits && revisions.isGenuine(revision) && followed.add(new Binary(revision.previous));
            read++;
            last = revision;
        }

        boolean reaches(@Nullable Head head) {
            return last != null && head != null && last.number >= head.number;
        }
    }

    /** Of an app that is being deleted, nothing is missed. Fails where the store does. */
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
                    // It was deleted while we looked.
                    .onFailure(failure -> ApiException.is(failure, ErrorCode.AppNotFound))
                    .recoverWithItem(() -> new Result(walk.read, walk.intact))
                    .onFailure(failure -> !StoreFailure.isOfStore(failure))
                    .recoverWithItem(() -> new Result(walk.read, false));
        });
    }
}
