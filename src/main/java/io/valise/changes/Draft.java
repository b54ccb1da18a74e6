package io.valise.changes;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.revisions.ChangeSet;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** A user's changes to an app that are not live yet. A user has at most one open in an app. */
@MongoEntity(collection = "drafts")
public class Draft extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    public ObjectId user;
    /** The number of the revision it began at. */
    public long base;
    /** In UNIX seconds. */
    public long createdAt;

    /** Counts the change sets that joined; a change joins only the draft that it was computed on. */
    public long step;
    /** Set while it is being deployed: nothing may join then, or it would be lost with the draft. */
    public boolean deploying;

    public ChangeSet changes;

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "user"), new IndexOptions().unique(true)));
    }
}
