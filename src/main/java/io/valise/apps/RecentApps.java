package io.valise.apps;

import io.smallrye.mutiny.Uni;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.Writes;
import io.valise.platform.RecentReads;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
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

    private final SignedDocuments documents;
    private final RecentReads<ObjectId, App> recent;

    RecentApps(SignedDocuments documents) {
        this.documents = documents;
        this.recent = new RecentReads<>(MOST, id -> documents.withId(App.stored(), id));
    }

    /** The app with this id, for reading only; null if there is none. */
    Uni<@Nullable App> find(ObjectId id) {
        return recent.get(id);
    }

    /** Changes the app's document; nothing if there is none. It may be done twice. */
    public Uni<Void> change(ObjectId id, Consumer<App> change) {
        return documents
                .change(App.stored(), id, app -> {
                    change.accept(app);
                    return true;
                })
                .plug(Writes::idempotent)
                .plug(Writes::decisive)
                .eventually(() -> changed(id))
                .replaceWithVoid();
    }

    /** To be called once the app's document has been changed or removed. */
    public void changed(ObjectId id) {
        recent.forget(id);
    }
}
