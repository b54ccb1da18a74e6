package io.valise.audit;

import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One request as the audit sees it: who makes it, which app it is about, and what came of it. A plain object, which can
 * be used wherever the request's work goes on. The gates say who and which app; the route says the outcome.
 */
public final class AuditedRequest {
    private final Client client;
    private volatile @Nullable Actor actor;
    private volatile @Nullable ObjectId app;
    private volatile Outcome outcome = Outcome.DONE;
    private volatile Uni<?> confirmed = Uni.createFrom().voidItem();

    AuditedRequest(Client client) {
        this.client = client;
    }

    public Client client() {
        return client;
    }

    /** Who makes this request; fails with {@code ProjectNotFound} where no gate has let anybody into a project. */
    public Actor actor() {
        Actor known = actor;
        if (known == null) {
            throw new ApiException(ErrorCode.ProjectNotFound, "the request names no project");
        }
        return known;
    }

    /** The app that the request is about; null where it is about none. */
    public @Nullable ObjectId app() {
        return app;
    }

    /** Says who makes the request; for gates, and for routes that find it out themselves. */
    public void by(Actor who) {
        actor = who;
    }

    /** Says which app the request is about. */
    public void about(ObjectId itsApp) {
        app = itsApp;
    }

    /** Says what the request has done. The entry is written when the route succeeds. */
    public void record(Outcome done) {
        outcome = done;
    }

    /** Records the outcome and returns the result. */
    public <T> T recorded(Done<T> done) {
        record(done.outcome());
        confirmed = done.confirmed();
        return done.result();
    }

    @Nullable
    Actor actorIfKnown() {
        return actor;
    }

    /** What the answer has to wait for, beside the entry. */
    Uni<?> confirmed() {
        return confirmed;
    }

    Outcome outcome() {
        return outcome;
    }
}
