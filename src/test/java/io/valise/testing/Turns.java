package io.valise.testing;

import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Edit;
import io.valise.revisions.Entry;
import io.valise.revisions.Hash;
import io.valise.revisions.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import java.util.concurrent.TimeUnit;
import org.bson.types.ObjectId;

/** Holds up publishers in an app, so that a test can observe them being published together. */
public final class Turns {
    private Turns() {}

    /** Takes the app's turn to publish: all other publishers wait until it is released. */
    public static Lock take(Vertx vertx, ObjectId app) throws Exception {
        return vertx.sharedData()
                .getLocalLock("publish/" + app.toHexString())
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** Creates a value of which only the name is used: the content it refers to does not exist. */
    public static Edit creating(String name) {
        return view -> {
            ObjectId value = new ObjectId();
            view.requireFree(Kind.VALUE, name, value);
            ContentRef content = new ContentRef(new ObjectId(), Hash.of(name.getBytes()));
            return ChangeSet.of(Change.create(Entry.first(value, Kind.VALUE, name, content, 1)));
        };
    }
}
