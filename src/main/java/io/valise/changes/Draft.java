package io.valise.changes;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.valise.revisions.Commit;
import io.valise.revisions.Tag;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.codecs.pojo.annotations.BsonIgnore;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A user's changes to an app that are not live yet, stored as a whole configuration. It shares all unchanged blocks
 * with its base. A user has at most one open draft per app and kind of client.
 */
@MongoEntity(collection = "drafts")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Draft extends ReactivePanacheMongoEntityBase {
    /** The time for the last insert of a deployment, plus the clock difference between two instances. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    @BsonId
    public ObjectId id;

    public ObjectId app;
    public ObjectId user;
    /** The kind of client that uses it, such as {@code UI}. */
    public String kind;
    /** The number of the revision that the draft is based on. */
    public long base;
    /** In UNIX seconds. */
    public long createdAt;
    /** When a change last joined or the base last moved, in UNIX seconds. */
    public long modifiedAt;

    /** Counts the change sets that joined. A change only joins the draft at the step that it was computed for. */
    public long step;
    /**
     * The call that is deploying the draft, if any. No change may join then, because it would be lost with the draft.
     */
    public @Nullable ObjectId deploying;

    public Tag tag;
    /** The hash of the root block of its entries; null if it has none. */
    public byte @Nullable [] root;
    /** See {@link DraftSigner}. */
    public byte @Nullable [] signature;

    /** Whether a call began to deploy it so recently that its revision may still appear. */
    @BsonIgnore
    public boolean mayComeYet(long now) {
        long age = deploying == null ? Long.MAX_VALUE : now - deploying.getTimestamp();
        return age >= -MARGIN.toSeconds() && age <= Commit.LONGEST.plus(MARGIN).toSeconds();
    }

    /** The entity tag of the draft in its current state, with its quotes. */
    @BsonIgnore
    public String etag() {
        return '"' + id.toHexString() + '-' + step + '"';
    }

    /** The filter for this draft. It includes the app, which is the shard key. */
    @BsonIgnore
    Document key() {
        return key(app, id);
    }

    static Document key(ObjectId app, ObjectId draft) {
        return new Document("_id", draft).append("app", app);
    }

    public static List<IndexModel> indexes() {
        return List.of(
                new IndexModel(Indexes.ascending("app", "user", "kind"), new IndexOptions().unique(true)),
                // For the sweep: to find abandoned drafts and those of a removed key.
                new IndexModel(Indexes.ascending("modifiedAt")),
                new IndexModel(Indexes.ascending("user")));
    }
}
