package io.valise.store;

import io.valise.revisions.Head;
import java.time.Duration;
import org.bson.Document;

/** The apps that other tests have left in the store. */
final class OtherApps {
    private OtherApps() {}

    /** So that a sweep looks only at the apps that are made or changed from now on. */
    static void areSettled() {
        Head.mongoCollection()
                .updateMany(new Document(), new Document("$unset", new Document("unsettledSince", "")))
                .await()
                .atMost(Duration.ofSeconds(30));
    }
}
