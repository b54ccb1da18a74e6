package io.valise.bulk;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Done;
import io.valise.audit.Outcome;
import io.valise.changes.Changes;
import io.valise.changes.Submission;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Edit;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.bson.types.ObjectId;

/**
 * Turns a body's contents into one change set: looks at the caller's view, writes the contents that are new in it, and
 * submits. The edit holds only for the items it was planned on; if somebody changes one of those first, all of it is
 * planned again.
 */
@ApplicationScoped
public class Imports {
    /** Plans that other people's changes of the very same items may upset before giving up. */
    private static final int ATTEMPTS = 20;

    @Inject
    Changes changes;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /**
     * What is to be imported, and how.
     *
     * @param actor whose view it is planned on
     * @param replace whether items that the body does not name are removed
     * @param diff whether it is only a preview, by the same checks
     */
    public record Order<C>(
            Actor actor, ObjectId app, SortedMap<String, C> body, ImportKind<C> kind, boolean replace, boolean diff) {
        Plan plan(View view, Set<ObjectId> same) {
            return Plan.of(view, kind.kind(), body.keySet(), same, replace);
        }

        /** The entries that the view has a content of for the body's names, each with what the body has for it. */
        Map<Entry, C> stored(View view) {
            Map<Entry, C> stored = new HashMap<>();
            body.forEach((name, content) -> {
                Entry entry = view.find(kind.kind(), name);
                if (entry != null && entry.content() != null) {
                    stored.put(entry, content);
                }
            });
            return stored;
        }
    }

    /** An item of the plan is no longer as it was. */
    private static final class Upset extends RuntimeException {
        Upset() {
            super("upset", null, false, false);
        }
    }

    /** Carries the order out; returns the names by kind of change. */
    public <C> Uni<Done<ImportResult>> run(Order<C> order) {
        return Uni.createFrom()
                .deferred(() -> attempt(order))
                .onFailure(Upset.class)
                .retry()
                .atMost(ATTEMPTS)
                .onFailure(Upset.class)
                .transform(upset -> tooBusy());
    }

    private <C> Uni<Done<ImportResult>> attempt(Order<C> order) {
        return changes.sight(order.actor(), order.app())
                .flatMap(sight ->
                        order.kind().same(order.stored(sight.view())).flatMap(same -> carryOut(order, sight, same)));
    }

    private <C> Uni<Done<ImportResult>> carryOut(Order<C> order, Changes.Sight sight, Set<ObjectId> same) {
        View view = sight.view();
        Plan plan = order.plan(view, same);
        Map<String, ImportKind.Written<C>> contents = plan.contents(order.body());
        long now = clock.instant().getEpochSecond();
        Function<Map<ObjectId, ContentRef>, Edit> edit = refs -> current -> {
            if (!order.plan(current, same).equals(plan)) {
                throw new Upset();
            }
            order.kind().check(current, plan);
            return plan.changes(order.kind().kind(), contents, refs, now);
        };
        // Tried before anything is written, and for a preview by the very edit that would be made.
        limits.check(view.with(edit.apply(Plan.unwritten(contents.values())).apply(view)));
        if (order.diff() || plan.isEmpty()) {
            Outcome outcome = order.diff() ? order.kind().previewed(plan) : Outcome.DONE;
            // The names may be those of a draft.
            return Uni.createFrom()
                    .item(new Done<>(
                            plan.result(),
                            sight.draft() == null
                                    ? outcome
                                    : outcome.staged(sight.draft().draft().id)));
        }
        Submission submission = Submission.of(order.actor(), order.app());
        Uni<Map<ObjectId, ContentRef>> written = contents.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : order.kind().store(contents.values());
        return written.chain(refs -> changes.submit(
                        order.kind().kind() == Kind.SECRET ? submission.secrets() : submission, edit.apply(refs)))
                .map(submitted -> submitted.with(plan.result()));
    }

    private static ApiException tooBusy() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "the imported items are being changed all the time; nothing was changed");
    }
}
