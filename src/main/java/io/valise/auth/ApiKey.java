package io.valise.auth;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Client;
import io.valise.crypto.Damaged;
import io.valise.crypto.Place;
import io.valise.crypto.SealedSecret;
import io.valise.crypto.Signed;
import io.valise.crypto.SignedFields;
import io.valise.errors.Writes;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** An API key: its name, its role in one project, and its credential in sealed form (see {@link ApiKeys}). */
@MongoEntity(collection = "api_keys")
@SuppressWarnings("NullAway.Init") // filled by the store
public class ApiKey extends Signed {
    public ObjectId project;
    public String name;
    public Role role;

    /** Unique among all keys, as it is the user name of a log-in. */
    public String publicKey;

    /**
     * The id of the current credential. Replacing the credential ends the sessions that were begun with the previous
     * one.
     */
    public ObjectId credential;

    /** HA1 of RFC 2617, in hex, sealed for {@link #place}. */
    public SealedSecret ha1;

    public Instant createdAt;

    /** When it stops working; null for never. */
    public @Nullable Instant expiresAt;

    /** The last log-in, to the minute. Not signed, because it grants nothing. */
    public @Nullable Instant lastUsed;

    public static ReactiveMongoCollection<ApiKey> stored() {
        return mongoCollection();
    }

    @Override
    public SignedFields signedFields() {
        // Keys without an end keep the signature that they had before keys could end.
        SignedFields fields = new SignedFields(expiresAt == null ? "valise/api-key/1" : "valise/api-key/2")
                .id(id)
                .id(project)
                .text(name)
                .text(role == null ? null : role.name())
                .text(publicKey)
                .id(credential)
                .bytes(ha1 == null ? null : ha1.ciphertext())
                .instant(createdAt);
        return expiresAt == null ? fields : fields.instant(expiresAt);
    }

    @Override
    public Damaged damage() {
        return new Damaged(project, null, "api key " + id);
    }

    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("publicKey"), unique),
                new IndexModel(Indexes.ascending("project", "_id"), unique));
    }

    /** The filter for the key with this public half. */
    static Document withPublicKey(String publicKey) {
        return new Document("publicKey", publicKey);
    }

    static Uni<Void> noteUse(ObjectId key, Instant now) {
        return mongoCollection()
                .updateOne(new Document("_id", key), new Document("$set", new Document("lastUsed", now)))
                .plug(Writes::idempotent)
                .replaceWithVoid();
    }

    /**
     * Whether it is one of the owners that its project lists. An owner key that ends is not: the project must keep one
     * that does not.
     */
    boolean isListedOwner() {
        return role == Role.GROUP_OWNER && expiresAt == null;
    }

    /** Whether it has stopped working. */
    boolean isOver(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** The key's owner, using this client in the key's project. */
    Actor actor(Client client) {
        return new Actor(id, publicKey, project, client, role.mayDeploy());
    }

    /**
     * Where the current credential is sealed. It cannot be opened if it is moved to another key or kept after a
     * replacement.
     */
    Place place() {
        return new Place(project.toHexString(), "api_key/" + id.toHexString() + "/ha1", credential.toHexString());
    }
}
