package io.valise.deployments;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.types.ObjectId;

/** A deployment of a draft that was refused or failed, and changed nothing. */
@MongoEntity(collection = "failed_deployments")
public class FailedDeployment extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    public ObjectId draft;
    public ObjectId user;
    public String origin;
    /** The number of the newest revision at that time; it gives this its position in the history. */
    public long after;
    /** In UNIX seconds. */
    public long at;

    public String reason;

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("app", "_id"), new IndexOptions().unique(true)));
    }
}
