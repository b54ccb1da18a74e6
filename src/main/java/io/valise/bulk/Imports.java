package io.valise.bulk;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Done;
import io.valise.audit.Outcome;
import io.valise.changes.Changes;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.revisions.Edit;
import io.valise.revisions.Entry;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
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
            Actor actor, ObjectId app, SortedMap<String, C> body, Contents<C> kind, boolean replace, boolean diff) {
        Plan plan(View view, Set<ObjectId> same) {
            return Plan.of(view, kind.kind(), body.keySet(), same, replace);
        }

        /** The contents that the view has for the body's names, each with what the body has for it. */
        Map<ObjectId, C> stored(View view) {
            Map<ObjectId, C> stored = new HashMap<>();
            for (Entry entry : view.entries(kind.kind())) {
                C content = body.get(entry.name());
                if (content != null && entry.content() != null) {
                    stored.put(entry.content(), content);
                }
            }
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
        return changes.view(order.actor(), order.app())
                .flatMap(view -> order.kind().same(order.stored(view)).flatMap(same -> carryOut(order, view, same)));
    }

    private <C> Uni<Done<ImportResult>> carryOut(Order<C> order, View view, Set<ObjectId> same) {
        Plan plan = order.plan(view, same);
        Map<String, Contents.Written<C>> contents = plan.contents(order.body());
        long now = clock.instant().getEpochSecond();
        Edit edit = current -> {
            if (!order.plan(current, same).equals(plan)) {
                throw new Upset();
            }
            order.kind().check(current, plan);
            return plan.changes(order.kind().kind(), contents, now);
        };
        // Tried before anything is written, and for a preview by the very edit that would be made.
        limits.check(view.with(edit.apply(view)));
        if (order.diff() || plan.isEmpty()) {
            Outcome outcome = order.diff() ? Outcome.NOTHING : Outcome.DONE;
            return Uni.createFrom().item(new Done<>(plan.result(), outcome));
        }
        Uni<Void> written =
                contents.isEmpty() ? Uni.createFrom().voidItem() : order.kind().store(contents.values());
        return written.chain(() -> changes.submit(order.actor(), order.app(), edit))
                .map(submitted -> new Done<>(plan.result(), submitted.outcome()));
    }

    private static ApiException tooBusy() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "the imported items are being changed all the time; nothing was changed");
    }
}
