package io.valise.contents;

import io.quarkus.mongodb.panache.common.MongoEntity;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Place;
import io.valise.crypto.Plaintext;
import io.valise.crypto.SealedSecret;
import io.valise.crypto.Sealer;
import io.valise.revisions.Hash;
import java.util.Objects;
import org.bson.types.ObjectId;

/** One version of a secret's content, sealed and immutable. The secret's entry refers to the current version. */
@MongoEntity(collection = "secrets")
public class Secret extends Content {
    /** The public id of the secret that this content belongs to. */
    public ObjectId secret;

    public SealedSecret content;

    public Secret() {}

    private Secret(ObjectId app, ObjectId id, ObjectId secret, SealedSecret content) {
        super(app, id);
        this.secret = secret;
        this.content = content;
    }

    /** Seals a content; does not store it. */
    public static Uni<Secret> sealed(Sealer sealer, ObjectId app, ObjectId secret, ObjectId id, Plaintext clear) {
        return sealer.seal(place(app, secret, id), clear).map(content -> new Secret(app, id, secret, content));
    }

    /** The place that this content was sealed for; it cannot be opened anywhere else. */
    public Place place() {
        return place(app, secret, id);
    }

    private static Place place(ObjectId app, ObjectId secret, ObjectId content) {
        return new Place(app.toHexString(), "secret/" + secret.toHexString(), content.toHexString());
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
}
