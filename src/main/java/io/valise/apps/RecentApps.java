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
 * Caches the apps that recent requests named. A change made by this instance is visible at once, a change made by
 * another within two seconds.
 */
@ApplicationScoped
public class RecentApps {
    /** Apps used within the same two seconds; each takes less than 1 kB. */
    private static final int MOST = 10_000;

    private final SignedDocuments documents;
    private final RecentReads<ObjectId, App> recent;

    RecentApps(SignedDocuments documents) {
        this.documents = documents;
        this.recent = new RecentReads<>(MOST, id -> documents.withId(App.stored(), id));
    }

    /** The app with this id, read only; null if there is none. */
    Uni<@Nullable App> find(ObjectId id) {
        return recent.get(id);
    }

    /** Changes the app's document; does nothing if there is none. {@code change} may run more than once. */
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

    /** Call this after changing or removing the app's document. */
    public void changed(ObjectId id) {
        recent.forget(id);
    }
}
