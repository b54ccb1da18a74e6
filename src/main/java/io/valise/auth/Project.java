package io.valise.auth;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntity;
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
 * A project (a "group" on the wire): the room that apps and API keys are in. It counts its owner keys, so that one
 * compare-and-swap can refuse to lose the last of them.
 */
@MongoEntity(collection = "projects")
@SuppressWarnings("NullAway.Init") // filled by the store
public class Project extends ReactivePanacheMongoEntity implements Signed {
    /** Unique among projects. */
    public String name;

    /** The ids of the owner keys: a key is added after it is stored, and taken off before it is removed. */
    public List<ObjectId> owners = new ArrayList<>();

    /** Whether somebody has been given an owner key of this project; until then {@link Bootstrap} owes one. */
    public boolean keyShown;

    /** When an instance took it upon itself to show the first key. */
    public @Nullable Instant claimedAt;

    public byte @Nullable [] signature;

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
    public ObjectId id() {
        return id;
    }

    @Override
    public byte @Nullable [] signature() {
        return signature;
    }

    @Override
    public void sign(byte[] made) {
        signature = made;
    }

    @Override
    public Damaged damage() {
        return new Damaged(id, null, "project " + id);
    }

    /** The indexes that uniqueness and look-ups rest on. */
    public static List<IndexModel> indexes() {
        return List.of(new IndexModel(Indexes.ascending("name"), new IndexOptions().unique(true)));
    }

    /** The project that was made first; null if there is none. */
    public static Uni<@Nullable Project> oldest(SignedDocuments documents) {
        return documents
                .list(stored(), new Document(), new Document("_id", 1), 1)
                .map(found -> found.isEmpty() ? null : found.get(0));
    }

    /**
     * Counts a key that somebody has, so no first key is owed any more: an instance that is about to show one finds its
     * claim gone, and does not become the only owner. False if there is no such project.
     */
    static Uni<Boolean> addOwner(SignedDocuments documents, ObjectId project, ObjectId key) {
        return change(documents, project, found -> found.count(key));
    }

    private boolean count(ObjectId owner) {
        keyShown = true;
        claimedAt = null;
        return owners.contains(owner) || owners.add(owner);
    }

    /** Takes an owner off if another one stays: false if it was the last one, or none. */
    static Uni<Boolean> removeOwner(SignedDocuments documents, ObjectId project, ObjectId key) {
        return change(documents, project, found -> found.owners.size() > 1 && found.owners.remove(key));
    }

    /** Whether there is such a project and the change was made: see {@link SignedDocuments#change}. */
    static Uni<Boolean> change(SignedDocuments documents, ObjectId project, Predicate<Project> change) {
        return documents.change(stored(), project, change).plug(Writes::decisive);
    }
}
