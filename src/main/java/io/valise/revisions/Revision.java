package io.valise.revisions;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.util.List;
import org.bson.Document;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.codecs.pojo.annotations.BsonIgnore;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A deployed configuration of an app: a small immutable document whose insert is the commit. It refers to the root
 * block of its entries and shares blocks with other revisions. Its {@code _id} is the deployment's id.
 *
 * <p>The signature covers all of its fields and the signature of the previous revision; see {@link RevisionSigner}.
 *
 * <p>Revision 0 is the new app: it has a tag and no entries, and is not a deployment.
 */
@MongoEntity(collection = "revisions")
public class Revision extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    /** 0, 1, 2, … without gaps, except for one after each restore of the store; see {@link Floors}. */
    public long number;
    /** Makes publishing idempotent: the draft's id, or a new id for an immediate change. */
    public ObjectId change;

    public ObjectId user;
    public String origin;
    public @Nullable String name;
    public @Nullable ObjectId draft;
    public @Nullable ObjectId redeployedFrom;
    /** In UNIX seconds. */
    public long deployedAt;

    public Tag tag;
    /** The hash of the root block of the entries; null for no entries. */
    public byte @Nullable [] root;
    /** The signature of the previous revision; empty for revision 0. */
    public byte[] previous;

    public byte @Nullable [] signature;
    /** Set, and not signed, when the sweep starts removing this revision and what only it refers to. */
    public @Nullable Boolean going;

    private @Nullable View view;

    public Revision() {}

    Revision(ObjectId app, long number, byte[] previous, Commit commit, View view, long now) {
        this.id = new ObjectId();
        this.app = app;
        this.number = number;
        this.change = commit.change();
        this.user = commit.user();
        this.origin = commit.origin();
        this.name = commit.name();
        this.draft = commit.draft();
        this.redeployedFrom = commit.redeployedFrom();
        this.deployedAt = now;
        this.tag = view.tagState();
        Hash hash = view.tree().root(app);
        this.root = hash == null ? null : hash.bytes();
        this.previous = previous;
        this.view = view;
    }

    /** The configuration. The revision must have been {@link Revisions#loaded}. */
    @BsonIgnore
    public View view() {
        View known = view;
        if (known == null) {
            throw new IllegalStateException("the blocks of revision " + number + " were not read");
        }
        return known;
    }

    @BsonIgnore
    boolean isLoaded() {
        return view != null;
    }

    void load(View itsView) {
        view = itsView;
    }

    /** A filter for one revision. Includes the app, which is the shard key. */
    static Document key(ObjectId app, @Nullable Object revision) {
        return new Document("_id", revision).append("app", app);
    }

    /**
     * The index on the number is the compare-and-swap of publishing; the one on the change makes publishing idempotent.
     */
    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("app", "number"), unique),
                new IndexModel(Indexes.ascending("app", "change"), unique));
    }
}
