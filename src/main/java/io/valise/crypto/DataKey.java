package io.valise.crypto;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.time.Instant;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;

/** The wrapped data key of a scope: an encrypted Tink keyset, bound to the scope. Only its wrapping ever changes. */
@MongoEntity(collection = "data_keys")
public class DataKey extends ReactivePanacheMongoEntityBase {
    /** The scope: an app's id, a project's id, or {@link Sealer#SERVICE_SCOPE}. */
    @BsonId
    public String scope = "";

    /** The keyset in Tink's binary form, encrypted by the master key, with the scope as associated data. */
    public byte[] wrapped = {};

    /** The id of the master key that wraps it. */
    public String masterKey = "";

    public Instant created = Instant.EPOCH;

    /** To find the keys under a master key. */
    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("masterKey")));
    }
}
