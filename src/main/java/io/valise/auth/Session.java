package io.valise.auth;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Damaged;
import io.valise.crypto.Signed;
import io.valise.crypto.SignedFields;
import io.valise.errors.Writes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * A log-in that is still valid. Only a hash of its refresh token is stored. Removing the session ends every token made
 * from it: at once on the instance that removes it, within two seconds on the others (see {@link LiveSessions}).
 */
@MongoEntity(collection = "sessions")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Session extends Signed {
    /** There are more only after the limit was lowered; each log-in then ends some of them. */
    private static final int ENDED_AT_ONCE = 1_000;

    /** SHA-256 of the refresh token. No salt and no stretching: the token is 256 random bits. */
    public String refreshHash;

    public ObjectId key;

    /** The key's credential at log-in. */
    public ObjectId credential;

    public Instant createdAt;
    public Instant expiresAt;

    public static ReactiveMongoCollection<Session> stored() {
        return mongoCollection();
    }

    @Override
    public SignedFields signedFields() {
        return new SignedFields("valise/session/1")
                .id(id)
                .text(refreshHash)
                .id(key)
                .id(credential)
                .instant(createdAt)
                .instant(expiresAt);
    }

    @Override
    public Damaged damage() {
        return new Damaged(null, "session " + id);
    }

    /** The last index lets the server remove expired sessions; on the embedded store the sweep removes them. */
    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("refreshHash"), unique),
                new IndexModel(Indexes.ascending("key", "_id"), unique),
                new IndexModel(Indexes.ascending("expiresAt"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS)));
    }

    /** Removes the sessions that had expired by then and returns how many there were. */
    public static Uni<Long> removeExpired(Instant then) {
        return delete(new Document("expiresAt", new Document("$lte", then)));
    }

    public static Uni<Void> removeAll() {
        return deleteAll().replaceWithVoid();
    }

    /** Whether it was begun with this key and the key's current credential. */
    boolean isOf(ApiKey its) {
        return key.equals(its.id) && credential.equals(its.credential);
    }

    /** The filter for the session whose refresh token has this hash. */
    static Document withRefreshHash(String hash) {
        return new Document("refreshHash", hash);
    }

    /** The ids of the key's sessions, without the newest ones, at most 1,000. */
    static Uni<List<ObjectId>> beyond(ObjectId key, int newest) {
        return mongoCollection()
                .find(
                        new Document("key", key),
                        Document.class,
                        new FindOptions()
                                .sort(new Document("_id", -1))
                                .skip(newest)
                                .limit(ENDED_AT_ONCE)
                                .projection(Projections.include("_id")))
                .map(session -> session.getObjectId("_id"))
                .collect()
                .asList();
    }

    static Uni<Void> remove(List<ObjectId> sessions) {
        return delete(new Document("_id", new Document("$in", sessions)))
                .plug(Writes::idempotent)
                .replaceWithVoid();
    }

    static Uni<Void> removeOf(ObjectId key) {
        return delete(new Document("key", key)).plug(Writes::idempotent).replaceWithVoid();
    }
}
