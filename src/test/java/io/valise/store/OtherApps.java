package io.valise.store;

import io.valise.revisions.Head;
import java.time.Duration;
import org.bson.Document;

/** Apps that other tests left in the store. */
final class OtherApps {
    private OtherApps() {}

    /** Settles them, so that a sweep only visits apps that are created or changed from now on. */
    static void areSettled() {
        Head.mongoCollection()
                .updateMany(new Document(), new Document("$unset", new Document("unsettledSince", "")))
                .await()
                .atMost(Duration.ofSeconds(30));
    }
}
