package io.valise.revisions;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.types.ObjectId;

/** An event: this instance has published a revision. The deployment is not answered yet. */
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

    /** Has the deployment answered only after this, which must not fail and must end soon. */
    public void answerAfter(Uni<Void> step) {
        steps.add(step);
    }

    /** All that the answer waits for. */
    Uni<Void> steps() {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(steps).andFailFast().replaceWithVoid();
    }
}
