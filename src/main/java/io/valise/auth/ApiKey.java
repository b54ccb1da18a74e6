package io.valise.auth;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntity;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Place;
import io.valise.crypto.SealedSecret;
import io.valise.errors.Writes;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** An API key: its name, its role in one project, and its credential in sealed form (see {@link ApiKeys}). */
@MongoEntity(collection = "api_keys")
@SuppressWarnings("NullAway.Init") // filled by the store
public class ApiKey extends ReactivePanacheMongoEntity {
    public ObjectId project;
    public String name;
    public Role role;

    /** Unique among all keys: it is the user name of a login. */
    public String publicKey;

    /** Names the present credential. Replacing it ends the sessions that were begun with the one before. */
    public ObjectId credential;

    /** HA1 of RFC 2617, in hex, sealed for {@link #place}. */
    public SealedSecret ha1;

    public Instant createdAt;

    /** The last login, to the minute. */
    public @Nullable Instant lastUsed;

    /** The indexes that uniqueness and look-ups rest on. */
    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("publicKey"), unique),
                new IndexModel(Indexes.ascending("project", "_id"), unique));
    }

    static Uni<@Nullable ApiKey> withPublicKey(String publicKey) {
        return find(new Document("publicKey", publicKey)).firstResult();
    }

    /** The keys of a project, oldest first. */
    static Uni<List<ApiKey>> of(ObjectId project) {
        return ApiKey.<ApiKey>list(new Document("project", project), new Document("_id", 1));
    }

    static Uni<Void> change(ObjectId key, Document fields) {
        return mongoCollection()
                .updateOne(new Document("_id", key), new Document("$set", fields))
                .plug(Writes::idempotent)
                .replaceWithVoid();
    }

    /** Where the present credential is sealed: moved to another key, or kept past its replacement, it does not open. */
    Place place() {
        return new Place(project.toHexString(), "api_key/" + id.toHexString() + "/ha1", credential.toHexString());
    }
}
