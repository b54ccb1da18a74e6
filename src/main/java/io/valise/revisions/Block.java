package io.valise.revisions;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * A stored node of an {@link EntryTree}: immutable, and named by the hash of its content, so that revisions and drafts
 * share equal blocks.
 */
@MongoEntity(collection = "blocks")
public class Block extends ReactivePanacheMongoEntityBase {
    private static final byte[] PURPOSE = "valise/block".getBytes(StandardCharsets.US_ASCII);

    /** The 32 bytes of {@link #hash}. */
    @BsonId
    public Binary id;

    public ObjectId app;
    /** Written by {@link BlockBytes}. */
    public byte[] data;
    /** When a publication or a draft last wrote or reused it, in UNIX seconds. The sweep keeps recent blocks. */
    public long used;

    static Block of(Hash hash, ObjectId app, byte[] data) {
        Block block = new Block();
        block.id = new Binary(hash.bytes());
        block.app = app;
        block.data = data;
        return block;
    }

    /** The name of a block with these bytes in this app. */
    static Hash hash(ObjectId app, byte[] data) {
        return Hash.of(PURPOSE, app.toByteArray(), data);
    }

    Hash name() {
        return Hash.ofBytes(id.getData());
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "used", "_id"), new IndexOptions().unique(true)));
    }
}
