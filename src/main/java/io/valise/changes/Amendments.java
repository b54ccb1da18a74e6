package io.valise.changes;

import com.mongodb.MongoException;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Next;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.bson.types.ObjectId;

/** What may be done to the changes in a draft, other than adding to them. */
@ApplicationScoped
public class Amendments {
    /** Changes that may get into the draft first, before giving up. */
    private static final int ATTEMPTS = 25;

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    /**
     * Takes what the draft does to one item out of it. Fails with {@code DraftConflict}, naming them, where other
     * changes of the draft build on it.
     */
    public Uni<Void> leaveOut(Actor actor, ObjectId app, String draft, ObjectId item) {
        return amend(app, actor.user(), draft, (changes, live) -> {
            ChangeSet fewer = changes.without(item);
            List<Next.Item> before = conflicts(live, changes);
            List<Next.Item> arisen = conflicts(live, fewer).stream()
                    .filter(conflict -> !before.contains(conflict))
                    .toList();
            if (!arisen.isEmpty()) {
                throw new ApiException(
                                ErrorCode.DraftConflict,
                                "other changes of the draft build on this one; leave them out first: "
                                        + arisen.get(0).item())
                        .withDetails(arisen.stream()
                                .map(other -> new ApiException.FieldError(other.item(), "builds on this change"))
                                .toList());
            }
            return live.relinking(fewer).effective();
        });
    }

    /** Puts the draft's changes on top of what others have deployed since: the draft's win. */
    public Uni<Void> rebase(Actor actor, ObjectId app, String draft) {
        return amend(
                app,
                actor.user(),
                draft,
                (changes, live) -> live.relinking(changes.onto(live)).effective());
    }

    private Uni<Void> amend(ObjectId app, ObjectId user, String draft, BiFunction<ChangeSet, View, ChangeSet> how) {
        return amend(app, user, draft, how, ATTEMPTS)
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    private Uni<Void> amend(
            ObjectId app, ObjectId user, String id, BiFunction<ChangeSet, View, ChangeSet> how, int attempts) {
        return drafts.get(app, user, id)
                .flatMap(draft -> revisions.current(app).flatMap(newest -> {
                    ChangeSet amended = how.apply(draft.changes, newest.view());
                    return drafts.replace(draft, amended);
                }))
                .flatMap(done -> done ? Uni.createFrom().voidItem() : again(app, user, id, how, attempts - 1));
    }

    private Uni<Void> again(
            ObjectId app, ObjectId user, String id, BiFunction<ChangeSet, View, ChangeSet> how, int attempts) {
        if (attempts == 0) {
            throw new ApiException(
                    ErrorCode.DraftConflict, "your draft of this app is being deployed; deploy it again or discard it");
        }
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(PAUSE)
                .flatMap(later -> amend(app, user, id, how, attempts));
    }

    private static List<Next.Item> conflicts(View live, ChangeSet changes) {
        return live.next(changes) instanceof Next.Conflict conflict ? conflict.items() : List.of();
    }
}
