package io.valise.audit;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.codecs.pojo.annotations.BsonProperty;
import org.bson.types.ObjectId;

/**
 * The reads of an app's values by one reader in one minute, as counted by one instance. Each instance replaces its own
 * document by one with higher counts, so that writing it twice does no harm; readers add up the instances.
 */
@MongoEntity(collection = "audit_reads")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Reads extends ReactivePanacheMongoEntityBase {
    /** App, minute, reader and instance, separated by slashes. */
    @BsonId
    public String id;

    public ObjectId app;
    /** When the minute began, in UNIX seconds. */
    public long minute;
    /** A runtime token or an API key. */
    public ObjectId reader;
    /** The process that counted. */
    public String instance;

    public List<Count> counts;

    /** The reads of one value. */
    public record Count(
            @BsonProperty("v") String value,
            @BsonProperty("n") long reads) {}

    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("app", "minute", "reader", "instance"), unique),
                new IndexModel(Indexes.ascending("minute", "app", "reader", "instance"), unique));
    }

    /** Removes the counts before this time and returns the number of documents removed. */
    public static Uni<Long> removeBefore(Instant time) {
        return delete(new Document("minute", new Document("$lt", time.getEpochSecond())));
    }
}
