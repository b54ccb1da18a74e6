package io.valise.apps;

import io.smallrye.mutiny.Uni;
import io.valise.platform.RecentReads;
import jakarta.enterprise.context.ApplicationScoped;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The apps that requests are about. A change made here is seen from then on; one that another instance made is seen
 * within two seconds.
 */
@ApplicationScoped
public class RecentApps {
    /** Apps used within two seconds of each other; each takes less than 1 kB. */
    private static final int MOST = 10_000;

    private final RecentReads<ObjectId, App> recent = new RecentReads<>(MOST, id -> App.findById(id));

    /** The app with this id, for reading only; null if there is none. */
    Uni<@Nullable App> find(ObjectId id) {
        return recent.get(id);
    }

    /** To be called once the app's document has been changed or removed. */
    public void changed(ObjectId id) {
        recent.forget(id);
    }
}
