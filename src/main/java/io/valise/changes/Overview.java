package io.valise.changes;

import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.errors.StoreFailure;
import io.valise.revisions.NewestOfMany;
import io.valise.revisions.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;

/** What an actor sees of many apps, without their entries: three store commands for any number of apps. */
@ApplicationScoped
public class Overview {
    @Inject
    NewestOfMany newest;

    @Inject
    Drafts drafts;

    /**
     * What an actor sees of an app.
     *
     * @param deployedAt when the newest revision was made, in UNIX seconds
     * @param tag the environment tag of the actor's open draft, else the deployed one; {@code ""} for none
     */
    public record Glance(long deployedAt, String tag) {}

    /**
     * A glance at each of these apps, at most {@link NewestOfMany#MOST}. Leaves out apps that were deleted, are damaged
     * or have a draft that is being deployed: use {@link Changes#sight} for those.
     */
    public Uni<Map<ObjectId, Glance>> of(Actor actor, List<ObjectId> apps) {
        return Uni.combine()
                .all()
                .unis(newest.find(apps), drafts.openIn(actor, apps))
                .with(this::glances)
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(
                        malformed -> apps.size() == 1 ? Uni.createFrom().item(Map.of()) : byHalves(actor, apps));
    }

    /** A single malformed document fails the whole command, so the apps are halved until it is isolated. */
    private Uni<Map<ObjectId, Glance>> byHalves(Actor actor, List<ObjectId> apps) {
        int half = apps.size() / 2;
        return of(actor, apps.subList(0, half))
                .flatMap(first -> of(actor, apps.subList(half, apps.size())).map(rest -> {
                    Map<ObjectId, Glance> all = new HashMap<>(first);
                    all.putAll(rest);
                    return all;
                }));
    }

    private Map<ObjectId, Glance> glances(Map<ObjectId, Revision> revisions, List<Draft> open) {
        Map<ObjectId, Glance> glances = new HashMap<>();
        revisions.forEach((app, revision) -> glances.put(app, new Glance(revision.deployedAt, revision.tag.value())));
        for (Draft draft : open) {
            glances.computeIfPresent(
                    draft.app,
                    (app, deployed) ->
                            drafts.isSettled(draft) ? new Glance(deployed.deployedAt, draft.tag.value()) : null);
        }
        return glances;
    }
}
