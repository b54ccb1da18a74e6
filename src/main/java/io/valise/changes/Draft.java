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
 * A user's changes to an app that are not live yet: a whole configuration, whose blocks it shares with its base but for
 * what it changes. A user has at most one open in an app with each kind of client.
 */
@MongoEntity(collection = "drafts")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Draft extends ReactivePanacheMongoEntityBase {
    /** What the last insert of a deployment may take, and how far the clocks of two instances may be apart. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    @BsonId
    public ObjectId id;

    public ObjectId app;
    public ObjectId user;
    /** The kind of client that it is used with, such as {@code UI}. */
    public String kind;
    /** The number of the revision that its changes are made on. */
    public long base;
    /** In UNIX seconds. */
    public long createdAt;
    /** When a change last joined, or the base moved, in UNIX seconds. */
    public long modifiedAt;

    /** Counts the change sets that joined; a change joins only the draft that it was computed on. */
    public long step;
    /** The call that is deploying it, if one is: nothing may join then, or it would be lost with the draft. */
    public @Nullable ObjectId deploying;

    public Tag tag;
    /** The block that its entries begin with, by its hash; null for no entries. */
    public byte @Nullable [] root;
    /** See {@link DraftSigner}. */
    public byte @Nullable [] signature;

    /** Whether a call has begun to deploy it so shortly before that its revision may still come. */
    @BsonIgnore
    public boolean mayComeYet(long now) {
        long age = deploying == null ? Long.MAX_VALUE : now - deploying.getTimestamp();
        return age >= -MARGIN.toSeconds() && age <= Commit.LONGEST.plus(MARGIN).toSeconds();
    }

    /** Names the draft as it is now: another change gives it another one. With its quotes. */
    @BsonIgnore
    public String etag() {
        return '"' + id.toHexString() + '-' + step + '"';
    }

    /** Finds this draft: by its app too, which it is sharded by. */
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
                // The sweep's: drafts that nobody touches, and whose they are.
                new IndexModel(Indexes.ascending("modifiedAt")),
                new IndexModel(Indexes.ascending("user")));
    }
}
