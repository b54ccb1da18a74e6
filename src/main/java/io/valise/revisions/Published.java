package io.valise.revisions;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.types.ObjectId;

/** Event: this instance has published a revision. The deployment has not been answered yet. */
public final class Published {
    private final ObjectId app;
    private final long number;
    private final List<Uni<Void>> steps = new CopyOnWriteArrayList<>();

    Published(ObjectId app, long number) {
        this.app = app;
        this.number = number;
    }

    public ObjectId app() {
        return app;
    }

    public long number() {
        return number;
    }

    /** Delays the response to the deployment until this step is done. The step must not fail and must be short. */
    public void answerAfter(Uni<Void> step) {
        steps.add(step);
    }

    /** All steps that the response waits for. */
    Uni<Void> steps() {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(steps).andFailFast().replaceWithVoid();
    }
}
