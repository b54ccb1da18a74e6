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
 * An action that was done or refused: one link in the hash chain of its project. It is written once and never changed
 * or removed, not even when its app is deleted.
 */
@MongoEntity(collection = "audit")
@SuppressWarnings("NullAway.Init") // filled by the store
public class AuditEntry extends ReactivePanacheMongoEntityBase {
    /** The change's id if the action made a revision, so that no change can have two entries. */
    @BsonId
    public ObjectId id;

    public ObjectId project;
    public @Nullable ObjectId app;
    /** The app's id, or the project's if the entry is about no app. An app's log is every entry with its id here. */
    public ObjectId scope;
    /** 1, 2, 3, … in the project, without gaps. */
    public long seq;
    /** In UNIX seconds. */
    public long at;

    public @Nullable Who actor;
    /** Such as {@code secret.create}. */
    public String action;

    public @Nullable Target target;
    /** Set if several items changed; a single changed item is the target. */
    public List<Item> changes = List.of();
    /** The name of an {@link Origin}. */
    public String origin;
    /** The client's address as text; empty if unknown. */
    public String address = "";
    /** {@code ok}, an error's code, or {@code unknown}. */
    public String result;
    /** The revision that the action made. */
    public @Nullable Long revision;
    /** The draft that the change joined. */
    public @Nullable ObjectId draft;
    /** How many times it was refused; null means once. */
    public @Nullable Long times;
    /** Whether the entry was written later, from what the change itself left in the store. */
    public boolean recovered;

    /** The hash of the previous entry. */
    public String previous;

    public String hash;

    /** An API key. A failed log-in has only the public half that was sent. */
    public record Who(
            @BsonProperty("key") @Nullable ObjectId id,
            @BsonProperty("publicKey") @Nullable String publicKey) {}

    /**
     * An entry with a new id and no actor, of origin {@code API}.
     *
     * @param app null if the entry is about no app
     * @param at in UNIX seconds
     */
    public static AuditEntry of(
            ObjectId project, @Nullable ObjectId app, String action, @Nullable Target target, String result, long at) {
        AuditEntry entry = new AuditEntry();
        entry.id = new ObjectId();
        entry.project = project;
        entry.app = app;
        entry.scope = app == null ? project : app;
        entry.action = action;
        entry.target = target;
        entry.origin = Origin.API.name();
        entry.result = result;
        entry.at = at;
        return entry;
    }

    /** The entry of a request, with everything known about it so far. */
    static AuditEntry of(AuditedRequest request, String action, Target target, String result, long at) {
        Actor actor = request.actor();
        Outcome outcome = request.outcome();
        AuditEntry entry = of(
                actor.project(),
                request.app(),
                outcome.action() == null ? action : outcome.action(),
                outcome.target() == null ? target : outcome.target(),
                result,
                at);
        entry.actor = new Who(actor.user(), actor.publicKey());
        entry.changes = outcome.changes();
        entry.origin = actor.origin().name();
        entry.address = actor.client().address();
        entry.draft = outcome.draft();
        entry.revision = outcome.revision();
        return entry;
    }

    /** The thing that the action was done to. */
    public record Target(
            @BsonProperty("kind") String kind,
            @BsonProperty("item") @Nullable String id,
            @BsonProperty("name") @Nullable String name) {}

    /**
     * One of several items that were {@code created}, {@code updated} or {@code removed}, or whose contents were
     * {@code compared}.
     */
    public record Item(
            @BsonProperty("change") String change,
            @BsonProperty("kind") String kind,
            @BsonProperty("item") @Nullable String id,
            @BsonProperty("name") String name) {}

    /**
     * Replaces unpaired surrogates by question marks. The store would replace them too, and the hash must match what is
     * read back.
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

    /**
     * The first index is the compare-and-swap for appending and gives the log its order; the others serve its readers.
     * Those that are not unique begin with what selects the fewest entries, and serve the app's log too.
     */
    public static List<IndexModel> indexes() {
        IndexOptions unique = new IndexOptions().unique(true);
        return List.of(
                new IndexModel(Indexes.ascending("project", "seq"), unique),
                new IndexModel(Indexes.ascending("scope", "seq"), unique),
                new IndexModel(Indexes.ascending("project", "action", "seq"), unique),
                new IndexModel(Indexes.ascending("scope", "action", "seq"), unique),
                new IndexModel(Indexes.ascending("project", "actor.key", "seq")),
                new IndexModel(Indexes.ascending("target.name", "project", "seq")),
                new IndexModel(Indexes.ascending("changes.name", "project", "seq")),
                new IndexModel(Indexes.ascending("project", "at")));
    }
}
