package io.valise.revisions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads and publishes revisions. Publishing is one insert under the unique index on (app, number): the duplicate key
 * is the compare-and-swap, so there is never half a deployment and nothing to roll back.
 */
@ApplicationScoped
public class Revisions {
    private static final Logger LOG = Logger.getLogger(Revisions.class);

    /** Entries of revisions kept in memory, over all apps; an entry takes some 400 bytes. */
    private static final long CACHED_ENTRIES = 30_000;
    /** Races for a number that are lost to other instances before giving up; this instance's own callers queue. */
    private static final int ATTEMPTS = 12;

    private static final Duration QUEUE_LIMIT = Duration.ofSeconds(20);

    private final Cache<ObjectId, Revision> newest = Caffeine.newBuilder()
            .maximumWeight(CACHED_ENTRIES)
            .weigher((ObjectId app, Revision revision) -> 50 + revision.entries.size())
            .build();

    @Inject
    Vertx vertx;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    @Inject
    Event<Published> deployed;

    @Inject
    DeploymentResults results;

    /** The newest revision; fails with {@code AppNotFound} if the app has none, so is not there. */
    public Uni<Revision> current(ObjectId app) {
        return Head.<Head>findById(app).flatMap(head -> {
            if (head == null) {
                newest.invalidate(app);
                return Uni.createFrom().failure(appNotFound(app));
            }
            Revision cached = newest.getIfPresent(app);
            Uni<Revision> start = cached != null && cached.number >= head.number
                    ? Uni.createFrom().item(cached)
                    : at(app, head.number);
            return start.onItem()
                    .ifNull()
                    .failWith(() -> appNotFound(app))
                    .flatMap(this::newestFrom)
                    .invoke(revision -> newest.put(app, revision));
        });
    }

    private Uni<Revision> newestFrom(Revision known) {
        return at(known.app, known.number + 1)
                .flatMap(next -> next == null ? Uni.createFrom().item(known) : newestFrom(next));
    }

    /** The revision with this number; null if there is none, or none any more. */
    public Uni<@Nullable Revision> at(ObjectId app, long number) {
        return Revision.<Revision>find(new Document("app", app).append("number", number))
                .firstResult();
    }

    /** The revision of a deployment; fails with {@code DeploymentNotFound}. */
    public Uni<Revision> ofDeployment(ObjectId app, String id) {
        Uni<@Nullable Revision> found = ObjectId.isValid(id)
                ? Revision.findById(new ObjectId(id))
                : Uni.createFrom().nullItem();
        return found.map(revision ->
                        revision != null && revision.app.equals(app) && revision.number > 0 ? revision : null)
                .onItem()
                .ifNull()
                .failWith(() -> new ApiException(ErrorCode.DeploymentNotFound, "deployment not found: \"" + id + "\""));
    }

    /** The revision that a change became; null if it has become none. */
    public Uni<@Nullable Revision> ofChange(ObjectId app, ObjectId change) {
        return Revision.<Revision>find(new Document("app", app).append("change", change))
                .firstResult();
    }

    /** Makes and returns revision 0 of a new app. */
    public Uni<Revision> begin(ObjectId app, ObjectId user, String origin, String tag) {
        Head head = new Head();
        head.id = app;
        Revision first = new Revision(app, 0, Commit.immediate(user, origin), View.of(tag, List.of()), now());
        return first.<Revision>persist().call(head::persist);
    }

    /**
     * Publishes the next revision: the edit on the newest one. An edit that changes nothing publishes nothing, unless
     * it is a draft's or a redeployment. Where the store fails, this fails with {@code OutcomeUnknown} if the revision
     * may be there or come yet, and with {@code StoreUnavailable} if it is certain that it is not and will not.
     *
     * @return the new revision, or the one that this very change has become before
     */
    public Uni<Revision> publish(ObjectId app, Commit commit, Edit edit) {
        return vertx.sharedData()
                .getLocalLockWithTimeout("publish/" + app.toHexString(), QUEUE_LIMIT.toMillis())
                .onFailure()
                .transform(busy -> tooBusy())
                .flatMap(turn -> attempt(app, commit, edit, 1).onTermination().invoke(turn::release))
                .onFailure(MongoException.class)
                .transform(StoreFailure::nothingChanged)
                .onFailure()
                .invoke(results::failed);
    }

    private Uni<Revision> attempt(ObjectId app, Commit commit, Edit edit, int attempt) {
        return current(app).flatMap(current -> {
            ChangeSet changes = edit.apply(current.view());
            if (changes.isEmpty() && commit.draft() == null && commit.redeployedFrom() == null) {
                return Uni.createFrom().item(current);
            }
            Next next = current.view().next(changes);
            if (next instanceof Next.Conflict conflict) {
                return alreadyPublished(app, commit, conflict);
            }
            View view = ((Next.State) next).view();
            limits.check(view);
            return insert(new Revision(app, current.number + 1, commit, view, now()), true)
                    .flatMap(won -> won != null ? published(won) : again(app, commit, edit, attempt));
        });
    }

    private Uni<Revision> again(ObjectId app, Commit commit, Edit edit, int attempt) {
        return attempt < ATTEMPTS
                ? pause(attempt).flatMap(x -> attempt(app, commit, edit, attempt + 1))
                : Uni.createFrom().failure(tooBusy());
    }

    /** The inserted revision, or the one that the change became earlier; null if another change has the number. */
    private Uni<@Nullable Revision> insert(Revision next, boolean mayRepeat) {
        return next.<Revision>persist().onFailure().recoverWithUni(failure -> {
            if (StoreFailure.isDuplicateKey(failure)) {
                return ofChange(next.app, next.change);
            }
            if (!StoreFailure.isOutcomeUnknown(failure)) {
                return Uni.createFrom().failure(failure);
            }
            return settle(next, mayRepeat, failure);
        });
    }

    /**
     * Finds out what became of an insert that was sent and not answered. It may still be under way, so it is sent once
     * more: the unique indexes let at most one of the two in.
     */
    private Uni<@Nullable Revision> settle(Revision next, boolean mayRepeat, Throwable silence) {
        return ofChange(next.app, next.change)
                .flatMap(ours -> {
                    if (ours != null) {
                        return Uni.createFrom().item(ours);
                    }
                    return mayRepeat
                            ? insert(next, false)
                            : Uni.createFrom().<@Nullable Revision>failure(StoreFailure.outcomeUnknown(silence));
                })
                .onFailure(MongoException.class)
                .transform(StoreFailure::outcomeUnknown);
    }

    private Uni<Revision> alreadyPublished(ObjectId app, Commit commit, Next.Conflict conflict) {
        return ofChange(app, commit.change()).onItem().ifNull().failWith(() -> inConflict(conflict));
    }

    /** Moves the head. The revision is published whether this works or not. */
    private Uni<Revision> published(Revision revision) {
        newest.put(revision.app, revision);
        results.successful();
        deployed.fire(new Published(revision.app, revision.number));
        return Head.mongoCollection()
                .updateOne(Filters.eq("_id", revision.app), Updates.max("number", revision.number))
                .onFailure()
                .invoke(failure -> LOG.debugf("The head of app %s lags behind: %s", revision.app, failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWith(revision);
    }

    private static Uni<Void> pause(int attempt) {
        long ceiling = Math.min(100, 2L << attempt);
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(ceiling)));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static ApiException inConflict(Next.Conflict conflict) {
        String items = conflict.items().stream()
                .map(item -> item.item() + " " + item.reason())
                .collect(Collectors.joining("; "));
        return new ApiException(
                        ErrorCode.DraftConflict,
                        "the draft conflicts with a later deployment: " + items
                                + "; discard the draft and make its changes again")
                .withDetails(conflict.items().stream()
                        .map(item -> new ApiException.FieldError(item.item(), item.reason()))
                        .toList());
    }

    private static ApiException appNotFound(ObjectId app) {
        return new ApiException(ErrorCode.AppNotFound, "app not found: \"" + app.toHexString() + "\"");
    }

    private static ApiException tooBusy() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "too many changes are being made to this app; nothing was changed");
    }
}
