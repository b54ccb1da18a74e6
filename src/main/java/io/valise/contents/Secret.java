package io.valise.contents;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Place;
import io.valise.crypto.Plaintext;
import io.valise.crypto.SealedSecret;
import io.valise.crypto.Sealer;
import io.valise.revisions.Hash;
import java.util.List;
import java.util.Objects;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** A content of a secret, sealed and immutable. The secret's entry refers to the current content. */
@MongoEntity(collection = "secrets")
public class Secret extends ReactivePanacheMongoEntityBase implements Content {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    /** The public id of the secret that this content belongs to. */
    public ObjectId secret;

    public SealedSecret content;
    /** When it was written or last reused by a publication, in UNIX seconds. The sweep only removes old contents. */
    public long used;

    /** Seals a content; does not store it. */
    public static Uni<Secret> sealed(Sealer sealer, ObjectId app, ObjectId secret, ObjectId id, Plaintext clear) {
        return sealer.seal(place(app, secret, id), clear).map(content -> {
            Secret sealed = new Secret();
            sealed.id = id;
            sealed.app = app;
            sealed.secret = secret;
            sealed.content = content;
            sealed.used = id.getTimestamp();
            return sealed;
        });
    }

    /** The place that this content was sealed for; it cannot be opened anywhere else. */
    public Place place() {
        return place(app, secret, id);
    }

    private static Place place(ObjectId app, ObjectId secret, ObjectId content) {
        return new Place(app.toHexString(), "secret/" + secret.toHexString(), content.toHexString());
    }

    @Override
    public ObjectId id() {
        return id;
    }

    @Override
    public ObjectId app() {
        return app;
    }

    /** Fails if the document does not name its secret, because the content could not be opened. */
    @Override
    public Hash hash() {
        Objects.requireNonNull(secret);
        return Hash.of(content.ciphertext());
    }

    @Override
    public int size() {
        return content.ciphertext().length;
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "used", "_id"), new IndexOptions().unique(true)));
    }
}
