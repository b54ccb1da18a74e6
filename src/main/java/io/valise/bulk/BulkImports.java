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
 * Turns the contents of a body into one change set: reads the caller's view, writes the new contents, and submits the
 * change. If somebody changes one of the items first, the import is planned again from the start.
 */
@ApplicationScoped
public class BulkImports {
    /** Limits how often the import is planned again because of concurrent changes to the same items. */
    private static final int ATTEMPTS = 20;

    @Inject
    Changes changes;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /**
     * An import to run.
     *
     * @param actor the caller, whose view the import is planned on
     * @param replace whether to remove the items that the body does not name
     * @param diff whether to make the same checks and change nothing
     */
    public record Order<C>(
            Actor actor, ObjectId app, SortedMap<String, C> body, ImportKind<C> kind, boolean replace, boolean diff) {
        ImportPlan plan(View view, Set<ObjectId> same) {
            return ImportPlan.of(view, kind, body.keySet(), same, replace);
        }

        /** Returns the view's entries with a content for names in the body, each with the body's content. */
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

    /** An item of the plan was changed in the meantime. */
    private static final class Upset extends RuntimeException {
        Upset() {
            super("upset", null, false, false);
        }
    }

    /** Runs the import and returns the names for each kind of change. */
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
        ImportPlan plan = order.plan(view, same);
        Map<String, ImportKind.Written<C>> contents = plan.contents(order.body());
        long now = clock.instant().getEpochSecond();
        Function<Map<ObjectId, ContentRef>, Edit> edit = refs -> current -> {
            if (!order.plan(current, same).equals(plan)) {
                throw new Upset();
            }
            order.kind().check(current, plan);
            return plan.changes(order.kind().kind(), contents, refs, now);
        };
        // Checked before anything is written. A preview checks the same edit that an import would make.
        limits.check(
                view.with(edit.apply(ImportPlan.unwritten(contents.values())).apply(view)));
        if (order.diff() || plan.isEmpty()) {
            Outcome outcome = order.diff() ? order.kind().previewed(plan) : Outcome.DONE;
            // The names may be from a draft.
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
