package io.valise.audit;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;
import org.bson.codecs.pojo.annotations.BsonProperty;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done, or refused: a link in the chain of its project. It is written once, and never changed or
 * removed, also when its app is.
 */
@MongoEntity(collection = "audit")
@SuppressWarnings("NullAway.Init") // filled by the store
public class AuditEntry extends ReactivePanacheMongoEntityBase {
    /** The change's, where it has made a revision: that is how a change has one entry and no second one. */
    @BsonId
    public ObjectId id;

    public ObjectId project;
    public @Nullable ObjectId app;
    /** The app, or the project where none is concerned: an app's log are the entries with its id here. */
    public ObjectId scope;
    /** 1, 2, 3, … in the project, without gaps. */
    public long seq;
    /** In UNIX seconds. */
    public long at;

    public @Nullable Who actor;
    /** Such as {@code secret.create}. */
    public String action;

    public @Nullable Target target;
    /** Where there are several; a change of one item names it as the target. */
    public List<Item> changes = List.of();
    /** An {@link Origin}'s name. */
    public String origin;
    /** The client's, as text; empty where it is not known. */
    public String address = "";
    /** {@code ok}, an error's code, or {@code unknown}. */
    public String result;
    /** The revision that it made. */
    public @Nullable Long revision;
    /** The draft that it joined. */
    public @Nullable ObjectId draft;
    /** How often it was refused; null stands for once. */
    public @Nullable Long times;
    /** Whether it was written after the fact, from what the change itself left. */
    public boolean recovered;

    /** Of the entry before. */
    public String previous;

    public String hash;

    /** Who: an API key. Of a failed log-in, only the public half that was given. */
    public record Who(
            @BsonProperty("key") @Nullable ObjectId id,
            @BsonProperty("publicKey") @Nullable String publicKey) {}

    /** The entry of a request, with all that is known about it so far. */
    static AuditEntry of(AuditedRequest request, String action, Target target, String result) {
        Actor actor = request.actor();
        Outcome outcome = request.outcome();
        AuditEntry entry = new AuditEntry();
        entry.project = actor.project();
        entry.app = request.app();
        entry.scope = entry.app == null ? entry.project : entry.app;
        entry.actor = new Who(actor.user(), actor.publicKey());
        entry.action = outcome.action() == null ? action : outcome.action();
        entry.target = outcome.target() == null ? target : outcome.target();
        entry.changes = outcome.changes();
        entry.origin = actor.origin().name();
        entry.address = actor.client().address();
        entry.result = result;
        entry.draft = outcome.draft();
        entry.revision = outcome.revision();
        return entry;
    }

    /** What it was done to. */
    public record Target(
            @BsonProperty("kind") String kind,
            @BsonProperty("item") @Nullable String id,
            @BsonProperty("name") @Nullable String name) {}

    /**
     * One of several items that were changed, {@code created}, {@code updated} or {@code removed}, or whose contents were
     * {@code compared}.
     */
    public record Item(
            @BsonProperty("change") String change,
            @BsonProperty("kind") String kind,
            @BsonProperty("item") @Nullable String id,
            @BsonProperty("name") String name) {}

    /**
     * Puts a question mark for half a surrogate pair, as the store would do, or something like it: what is hashed must be
     * what is read back.
     */
    void makeStorable() {
        if (actor != null) {
            actor = new Who(actor.id, storable(actor.publicKey));
        }
        if (target != null) {
            target = new Target(target.kind, target.id, storable(target.name));
        }
        changes = changes.stream()
                .map(item -> new Item(item.change, item.kind, item.id, String.valueOf(storable(item.name))))
                .toList();
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The first is the compare-and-swap of appending, and the order of the log; the others serve its readers. */
    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("project", "seq"), unique),
                new IndexModel(Indexes.ascending("scope", "seq"), unique),
                new IndexModel(Indexes.ascending("project", "action", "seq"), unique),
                new IndexModel(Indexes.ascending("scope", "action", "seq"), unique));
    }
}
