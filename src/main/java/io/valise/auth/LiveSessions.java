package io.valise.auth;

import io.smallrye.mutiny.Uni;
import io.valise.crypto.SignedDocuments;
import io.valise.platform.RecentReads;
import jakarta.enterprise.context.ApplicationScoped;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Caches sessions in use, each with its key. A session that ends on this instance, because of a log-out or because its
 * key was removed or given a new credential, is gone at once; one that ends on another instance is gone within two
 * seconds.
 */
@ApplicationScoped
class LiveSessions {
    /** Sessions used within the same two seconds; each takes about 1 kB. */
    private static final int MOST = 10_000;

    private final SignedDocuments documents;
    private final RecentReads<Ids, Live> recent = new RecentReads<>(MOST, this::read);

    LiveSessions(SignedDocuments documents) {
        this.documents = documents;
    }

    /** The ids in an access token. */
    record Ids(ObjectId session, ObjectId key) {}

    /** A session and its key, which still has the credential that the session was begun with. */
    record Live(Session session, ApiKey key) {}

    /** Null if the session has ended. The caller must check whether it has expired. */
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

    /** Call this once the session's removal has been written. */
    void ended(ObjectId session) {
        recent.forgetAll(ids -> ids.session.equals(session));
    }

    /** Call this once the key's removal, or its new credential, has been written. */
    void endedAllOf(ObjectId key) {
        recent.forgetAll(ids -> ids.key.equals(key));
    }
}
