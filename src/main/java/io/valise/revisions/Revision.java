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
 * A deployed configuration of an app: one small immutable document, whose insert is the commit. It names the root of
 * its entries, whose blocks it shares with other revisions. Its {@code _id} is the deployment's.
 *
 * <p>It is signed over all of its fields and the signature of the revision before: see {@link RevisionSigner}.
 *
 * <p>Revision 0 is the app as it was made: it has a tag and no entries, and is no deployment.
 */
@MongoEntity(collection = "revisions")
public class Revision extends ReactivePanacheMongoEntityBase {
    @BsonId
    public ObjectId id;

    public ObjectId app;
    /** 0, 1, 2, … without gaps, but for one after each restore of the store: see {@link Floors}. */
    public long number;
    /** What makes a repeated deployment the same one: the draft's id, or a fresh one for an immediate change. */
    public ObjectId change;

    public ObjectId user;
    public String origin;
    public @Nullable String name;
    public @Nullable ObjectId draft;
    public @Nullable ObjectId redeployedFrom;
    /** In UNIX seconds. */
    public long deployedAt;

    public Tag tag;
    /** The block that the entries begin with, by its hash; null for no entries. */
    public byte @Nullable [] root;
    /** The signature of the revision before; empty for revision 0. */
    public byte[] previous;

    public byte @Nullable [] signature;
    /** Set, and not signed, once the sweep removes it and what only it named. */
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

    /** What this revision holds; it must have been {@link Revisions#loaded}. */
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

    /** Finds a revision: by its app too, which it is sharded by. */
    static Document key(ObjectId app, @Nullable Object revision) {
        return new Document("_id", revision).append("app", app);
    }

    /** The number is the compare-and-swap of publishing; the change makes publishing idempotent. */
    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("app", "number"), unique),
                new IndexModel(Indexes.ascending("app", "change"), unique));
    }
}
