package io.valise.auth;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Damaged;
import io.valise.crypto.Signed;
import io.valise.crypto.SignedDocuments;
import io.valise.crypto.SignedFields;
import io.valise.errors.Writes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A project (a "group" in the API), which apps and API keys belong to. It lists its owner keys, so that one
 * compare-and-swap can refuse to remove the last owner.
 */
@MongoEntity(collection = "projects")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Project extends Signed {
    /** Unique among projects. */
    public String name;

    /** The ids of the owner keys without an end. A key is added after it is stored and taken off before it is removed. */
    public List<ObjectId> owners = new ArrayList<>();

    /** Whether somebody has an owner key of this project; until then {@link Bootstrap} must print one. */
    public boolean keyShown;

    /** When an instance claimed the right to print the first key. */
    public @Nullable Instant claimedAt;

    public static ReactiveMongoCollection<Project> stored() {
        return mongoCollection();
    }

    @Override
    public SignedFields signedFields() {
        return new SignedFields("valise/project/1")
                .id(id)
                .text(name)
                .ids(owners)
                .bit(keyShown)
                .instant(claimedAt);
    }

    @Override
    public Damaged damage() {
        return new Damaged(id, null, "project " + id);
    }

    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("name"), new IndexOptions().unique(true)));
    }

    /** The first project that was created; null if there is none. */
    public static Uni<@Nullable Project> oldest(SignedDocuments documents) {
        return documents
                .list(stored(), new Document(), new Document("_id", 1), 1)
                .map(found -> found.isEmpty() ? null : found.get(0));
    }

    /**
     * Adds the key of an owner. This cancels the printing of a first key: an instance that is about to print one loses
     * its claim and its key does not become the only owner. False if there is no such project.
     */
    static Uni<Boolean> addOwner(SignedDocuments documents, ObjectId project, ObjectId key) {
        return change(documents, project, found -> found.count(key));
    }

    private boolean count(ObjectId owner) {
        keyShown = true;
        claimedAt = null;
        return owners.contains(owner) || owners.add(owner);
    }

    /** Takes an owner off the list. False if the key is the last owner, or not on the list. */
    static Uni<Boolean> removeOwner(SignedDocuments documents, ObjectId project, ObjectId key) {
        return change(documents, project, found -> found.owners.size() > 1 && found.owners.remove(key));
    }

    /**
     * Changes the project; false if there is no such project or {@code change} refused. See
     * {@link SignedDocuments#change}.
     */
    static Uni<Boolean> change(SignedDocuments documents, ObjectId project, Predicate<Project> change) {
        return documents.change(stored(), project, change).plug(Writes::decisive);
    }
}
