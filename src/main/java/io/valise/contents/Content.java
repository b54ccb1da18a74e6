package io.valise.contents;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Hash;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** One version of an entry's content: an immutable document. */
@SuppressWarnings("NullAway.Init") // filled by the store
public abstract class Content extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    /** When it was written or last reused by a publication, in UNIX seconds. The sweep only removes old contents. */
    public long used;

    /** For the store. */
    protected Content() {}

    protected Content(ObjectId app, ObjectId id) {
        this.id = id;
        this.app = app;
        this.used = id.getTimestamp();
    }

    /** The hash of its current data. It differs from the entry's hash if the content is damaged. */
    public abstract Hash hash();

    /** Its approximate size in bytes in a command to the store. */
    public abstract int size();

    /** The reference that an entry keeps to it. */
    public ContentRef ref() {
        return new ContentRef(id, hash());
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "used", "_id"), new IndexOptions().unique(true)));
    }
}
