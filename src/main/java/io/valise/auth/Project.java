package io.valise.auth;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntity;
import io.smallrye.mutiny.Uni;
import io.valise.errors.Writes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A project (a "group" on the wire): the room that apps and API keys are in. It counts its owner keys, so that one
 * filtered update can refuse to lose the last of them.
 */
@MongoEntity(collection = "projects")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Project extends ReactivePanacheMongoEntity {
    /** Unique among projects. */
    public String name;

    /** The ids of the owner keys: a key is added after it is stored, and taken off before it is removed. */
    public List<ObjectId> owners = new ArrayList<>();

    /** Whether somebody has been given an owner key of this project; until then {@link Bootstrap} owes one. */
    public boolean keyShown;

    /** When an instance took it upon itself to show the first key. */
    public @Nullable Instant claimedAt;

    /** The indexes that uniqueness and look-ups rest on. */
    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("name"), new IndexOptions().unique(true)));
    }

    static Uni<@Nullable Project> oldest() {
        return find(new Document(), new Document("_id", 1)).firstResult();
    }

    static Uni<Void> addOwner(ObjectId project, ObjectId key) {
        return change(new Document("_id", project), new Document("$addToSet", new Document("owners", key)))
                .replaceWithVoid();
    }

    /** Takes an owner off if another one stays: false if it was the last one, or none. */
    static Uni<Boolean> removeOwner(ObjectId project, ObjectId key) {
        Document withAnother =
                new Document("_id", project).append("owners", key).append("owners.1", new Document("$exists", true));
        return change(withAnother, new Document("$pull", new Document("owners", key)));
    }

    /** Whether the one document that the filter describes was there to be changed. */
    static Uni<Boolean> change(Document filter, Document update) {
        return mongoCollection()
                .updateOne(filter, update)
                .plug(Writes::repeated)
                .plug(Writes::decisive)
                .map(result -> result.getMatchedCount() == 1);
    }
}
