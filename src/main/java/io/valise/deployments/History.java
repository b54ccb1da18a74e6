package io.valise.deployments;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Outcome;
import io.valise.errors.ApiException;
import io.valise.errors.StoreFailure;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** An app's deployments in chronological order, including those that failed. */
@ApplicationScoped
public class History {
    private static final Logger LOG = Logger.getLogger(History.class);

    private static final Duration BEST_EFFORT = Duration.ofSeconds(2);

    @Inject
    Revisions revisions;

    @Inject
    Clock clock;

    /** The position of a deployment in the history. Uses revision numbers, because clocks may disagree. */
    private record Position(long revision, @Nullable ObjectId failed) implements Comparable<Position> {
        private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::revision)
                .thenComparing(Position::failed, Comparator.nullsFirst(Comparator.naturalOrder()));

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    private record Item(Position position, DeploymentBody deployment) {
        static Item of(Revision revision) {
            return new Item(new Position(revision.number, null), DeploymentBody.of(revision));
        }

        static Item of(FailedDeployment failed) {
            return new Item(new Position(failed.after, failed.id), DeploymentBody.of(failed));
        }
    }

    /**
     * Deployments, newest first, at most {@code limit}; only those before the one with the id {@code before}, if given.
     */
    Uni<List<DeploymentBody>> list(ObjectId app, int limit, @Nullable String before) {
        Uni<Position> end = before == null
                ? Uni.createFrom().item(new Position(Long.MAX_VALUE, null))
                : find(app, before).map(Item::position);
        return end.flatMap(position -> Uni.combine()
                .all()
                .unis(published(app, position, limit), failures(app))
                .with((revisions, failures) -> Stream.concat(
                                revisions.stream().map(Item::of),
                                failures.stream().map(Item::of))
                        .filter(item -> item.position.compareTo(position) < 0)
                        .sorted(Comparator.comparing(Item::position).reversed())
                        .limit(limit)
                        .map(Item::deployment)
                        .toList()));
    }

    /** One deployment; fails with {@code DeploymentNotFound}. */
    Uni<DeploymentBody> get(ObjectId app, String id) {
        return find(app, id).map(Item::deployment);
    }

    private Uni<Item> find(ObjectId app, String id) {
        return revisions
                .document(app, id)
                .map(Item::of)
                .onFailure(ApiException.class)
                .recoverWithUni(absent -> failure(app, id).map(Item::of));
    }

    private static Uni<FailedDeployment> failure(ObjectId app, String id) {
        Uni<FailedDeployment> found = ObjectId.isValid(id)
                ? FailedDeployment.<FailedDeployment>find(new Document("app", app).append("_id", new ObjectId(id)))
                        .firstResult()
                : Uni.createFrom().nullItem();
        return found.onItem().ifNull().failWith(() -> Revisions.deploymentNotFound(id));
    }

    private Uni<List<Revision>> published(ObjectId app, Position end, int limit) {
        return read(app, end, limit)
                .onFailure(StoreFailure::isMalformed)
                .recoverWithUni(() -> revisions.clearStray(app).chain(() -> eachByItself(app, end, limit)));
    }

    /** Reads each revision separately, leaving out malformed ones. */
    private Uni<List<Revision>> eachByItself(ObjectId app, Position end, int limit) {
        return Revision.mongoDatabase()
                .getCollection("revisions", Document.class)
                .find(
                        new Document("app", app).append("number", numbers(end)),
                        newestFirst(limit).projection(new Document("_id", 1)))
                .collect()
                .asList()
                .onItem()
                .<Document>disjoint()
                .onItem()
                .transformToUniAndConcatenate(found -> revisions
                        .document(app, String.valueOf(found.get("_id")))
                        .onFailure(ApiException.class)
                        .recoverWithNull())
                .collect()
                .asList();
    }

    private static Document numbers(Position end) {
        return new Document("$gt", 0L).append("$lte", end.revision);
    }

    private static FindOptions newestFirst(int limit) {
        return new FindOptions().sort(new Document("number", -1)).limit(limit + 1);
    }

    private Uni<List<Revision>> read(ObjectId app, Position end, int limit) {
        return Revision.<Revision>mongoCollection()
                .find(new Document("app", app).append("number", numbers(end)), newestFirst(limit))
                .select()
                .where(revision -> revisions.isGenuine(app, revision))
                .collect()
                .asList();
    }

    private static Uni<List<FailedDeployment>> failures(ObjectId app) {
        return FailedDeployment.<FailedDeployment>find(new Document("app", app)).list();
    }

    /**
     * Records that the deployment of a draft failed. Best effort, and never fails: the store may be the cause of the
     * failure.
     */
    public Uni<Void> recordFailure(Actor actor, ObjectId app, ObjectId draft, Throwable failure) {
        FailedDeployment failed = new FailedDeployment();
        failed.id = new ObjectId();
        failed.app = app;
        failed.draft = draft;
        failed.user = actor.user();
        failed.origin = actor.origin().name();
        failed.at = clock.instant().getEpochSecond();
        failed.reason = failure instanceof ApiException api ? api.getMessage() : "the store failed";
        return revisions
                .current(app)
                .invoke(newest -> failed.after = newest.number)
                .chain(() -> failed.persist())
                .ifNoItem()
                .after(BEST_EFFORT)
                .fail()
                .onFailure()
                .invoke(lost -> LOG.warnf("A failed deployment of app %s is not in its history", app))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** The outcome of a deployment, for the audit. */
    public static Outcome outcome(Revision revision) {
        return Outcome.on("deployment", revision.id, revision.name).published(revision.change, revision.number);
    }
}
