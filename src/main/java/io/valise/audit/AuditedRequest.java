package io.valise.audit;

import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the audit knows about one request: its caller, its app and its outcome. The gates set the caller and the app;
 * the route sets the outcome. A plain object, so that asynchronous code can use it anywhere.
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

    /** The caller; fails with {@code ProjectNotFound} if no gate has admitted the request to a project. */
    public Actor actor() {
        Actor known = actor;
        if (known == null) {
            throw new ApiException(ErrorCode.ProjectNotFound, "the request names no project");
        }
        return known;
    }

    /** The app that the request is about; null if it is about none. */
    public @Nullable ObjectId app() {
        return app;
    }

    /** Sets the caller; for gates, and for routes that authenticate the caller themselves. */
    public void by(Actor who) {
        actor = who;
    }

    /** Sets the app that the request is about. */
    public void about(ObjectId itsApp) {
        app = itsApp;
    }

    /** Sets what the request has done. The entry is written when the route succeeds. */
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

    /** What the answer waits for, besides the entry. */
    Uni<?> confirmed() {
        return confirmed;
    }

    Outcome outcome() {
        return outcome;
    }
}
