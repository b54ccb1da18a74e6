package io.valise.changes;

import com.mongodb.MongoException;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Races;
import io.valise.errors.StoreFailure;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Conflicts;
import io.valise.revisions.Next;
import io.valise.revisions.Rebase;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Changes to a draft other than adding to it: moving its base, and leaving a change out. */
@ApplicationScoped
public class Rebases {
    /** How often other changes may get into the draft first before this one fails. */
    private static final int ATTEMPTS = 25;

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    /**
     * The caller's decisions about the conflicts of a draft.
     *
     * @param revision the newest revision that the caller has seen; null if the caller decides nothing
     * @param mine the keys of conflicts in which the draft's change is kept
     * @param theirs the keys of conflicts in which the draft's change is dropped
     */
    public record Decisions(@Nullable Long revision, Set<String> mine, Set<String> theirs) {
        public static final Decisions NONE = new Decisions(null, Set.of(), Set.of());

        boolean areNone() {
            return revision == null && mine.isEmpty() && theirs.isEmpty();
        }
    }

    /**
     * Moves a draft of the actor's to the newest revision. Fails with {@code DraftConflict}, and moves nothing, if
     * there are conflicts without decisions, or a newer revision than the decisions are about. Fails with
     * {@code InvalidParameter} for decisions about items that are not in conflict, and for conflicts without a
     * decision.
     */
    public Uni<LoadedDraft> rebase(Actor actor, ObjectId app, String id, Decisions decisions) {
        return amend(actor, app, id, (draft, newest) -> {
            if (decisions.areNone() && newest.number == draft.base().number) {
                return Uni.createFrom().item(draft);
            }
            Rebase rebase = new Rebase(draft.own(), draft.changes(), newest.view());
            List<Next.Item> conflicts = rebase.conflicts();
            boolean outdated = decisions.revision() != null && decisions.revision() != newest.number;
            if (outdated || (decisions.areNone() && !conflicts.isEmpty())) {
                return revisions.whoRemoved(newest, conflicts).map(items -> {
                    throw Conflicts.of(items, newest);
                });
            }
            ChangeSet moved = rebase.moved(decisions.mine(), decisions.theirs());
            View after = newest.view().with(moved.stamped(newest.number + 1, null));
            return drafts.replace(draft, newest, after);
        });
    }

    /**
     * Removes the change to one item, or to the environment tag, from a draft of the actor's. Fails with
     * {@code DraftConflict}, naming them, if other changes of the draft build on it.
     */
    public Uni<Void> leaveOut(Actor actor, ObjectId app, String id, String key) {
        return amend(actor, app, id, (draft, newest) -> {
                    View base = draft.base().view();
                    ChangeSet fewer = key.equals(Next.Item.ENVIRONMENT)
                            ? draft.changes().withoutTag()
                            : draft.changes().without(new ObjectId(key));
                    if (base.next(fewer) instanceof Next.Conflict conflict) {
                        throw builtOn(conflict.items());
                    }
                    View after = base.with(base.relinking(fewer).effective().stamped(draft.base().number + 1, null));
                    return drafts.replace(draft, draft.base(), after);
                })
                .replaceWithVoid();
    }

    private static ApiException builtOn(List<Next.Item> items) {
        return new ApiException(
                        ErrorCode.DraftConflict,
                        "other changes of the draft build on this one; leave them out first: "
                                + items.get(0).label())
                .withDetails(items.stream()
                        .map(other -> new ApiException.FieldError(other.label(), "builds on this change"))
                        .toList());
    }

    /** Returns the changed draft; null if the draft has changed in the meantime. */
    private interface Amendment {
        Uni<@Nullable LoadedDraft> make(LoadedDraft draft, Revision newest);
    }

    private Uni<LoadedDraft> amend(Actor actor, ObjectId app, String id, Amendment amendment) {
        Uni<LoadedDraft> attempt = Uni.createFrom()
                .deferred(() -> Uni.combine()
                        .all()
                        .unis(drafts.own(actor, app, id).flatMap(drafts::load), revisions.current(app))
                        .asTuple())
                .flatMap(both -> amendment.make(both.getItem1(), both.getItem2()))
                .onItem()
                .ifNull()
                .failWith(() -> new Races.Lost(crowded()));
        return Races.rerun(attempt, ATTEMPTS, PAUSE, PAUSE)
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged);
    }

    private static ApiException crowded() {
        return new ApiException(
                ErrorCode.DraftConflict,
                "your draft was being changed or deployed at the same time; nothing was changed, try again");
    }
}
