package io.valise.auth;

import io.smallrye.mutiny.Uni;
import io.valise.crypto.SignedDocuments;
import io.valise.platform.RecentReads;
import jakarta.enterprise.context.ApplicationScoped;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The sessions in use, each with its key. A session that ends here, or whose key is removed or given another credential
 * here, is not found from then on; one that ends on another instance is not found within two seconds.
 */
@ApplicationScoped
class LiveSessions {
    /** Sessions used within two seconds of each other; each takes about 1 kB. */
    private static final int MOST = 10_000;

    private final SignedDocuments documents;
    private final RecentReads<Ids, Live> recent = new RecentReads<>(MOST, this::read);

    LiveSessions(SignedDocuments documents) {
        this.documents = documents;
    }

    /** What an access token names. */
    record Ids(ObjectId session, ObjectId key) {}

    /** A session and the key that it was begun with; the key still has the credential of then. */
    record Live(Session session, ApiKey key) {}

    /** Null if the session has ended; its expiry is for the caller to check. */
    Uni<@Nullable Live> find(Ids ids) {
        return recent.get(ids);
    }

    private Uni<@Nullable Live> read(Ids ids) {
        return Uni.combine()
                .all()
                .unis(documents.withId(Session.stored(), ids.session), documents.withId(ApiKey.stored(), ids.key))
                .with(LiveSessions::live);
    }

    private static @Nullable Live live(@Nullable Session session, @Nullable ApiKey key) {
        return session != null && key != null && session.isOf(key) ? new Live(session, key) : null;
    }

    /** To be called once the session's removal has been written. */
    void ended(ObjectId session) {
        recent.forgetAll(ids -> ids.session.equals(session));
    }

    /** To be called once the key's removal, or another credential, has been written. */
    void endedAllOf(ObjectId key) {
        recent.forgetAll(ids -> ids.key.equals(key));
    }
}
