package io.valise.runtime;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.valise.crypto.Damaged;
import io.valise.crypto.Signed;
import io.valise.crypto.SignedFields;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** A program's permission to read the values of one app. Only the hash of the token is stored. */
@MongoEntity(collection = "runtime_tokens")
@SuppressWarnings("NullAway.Init") // filled by the store
public class RuntimeToken extends Signed {
    public ObjectId app;
    /** The app's id in run-time routes; it never changes. */
    public String clientAppId;

    public String name;
    /** The names that it may read; null for all. */
    public @Nullable List<String> values;
    /** In UNIX seconds. */
    public @Nullable Long expiresAt;

    public String hash;
    /** In UNIX seconds. */
    public long createdAt;
    /** In UNIX seconds, accurate to a minute. Not signed, since it grants nothing. */
    public @Nullable Long lastUsed;

    public static ReactiveMongoCollection<RuntimeToken> stored() {
        return mongoCollection();
    }

    @Override
    public SignedFields signedFields() {
        return new SignedFields("valise/runtime-token/1")
                .id(id)
                .id(app)
                .text(clientAppId)
                .text(name)
                .texts(values)
                .number(expiresAt)
                .text(hash)
                .number(createdAt);
    }

    @Override
    public Damaged damage() {
        return new Damaged(app, "runtime token " + id);
    }

    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("hash"), unique),
                new IndexModel(Indexes.ascending("app", "_id"), unique));
    }
}
