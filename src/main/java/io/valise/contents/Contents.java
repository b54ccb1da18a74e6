package io.valise.contents;

import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Damaged;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import io.valise.revisions.Batches;
import io.valise.revisions.ContentRef;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Unsettled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The only reader of contents. Reads in batches and compares each content with the hash in its entry. Contents that are
 * missing or altered are reported and not returned.
 */
@ApplicationScoped
public class Contents {
    /** Documents per query. */
    private static final int BATCH = 1_000;

    private final Clock clock;
    private final Event<Damaged> damage;
    private final Unsettled unsettled;

    Contents(Clock clock, Event<Damaged> damage, Unsettled unsettled) {
        this.clock = clock;
        this.damage = damage;
        this.unsettled = unsettled;
    }

    /** A kind of content and its collection. */
    public static final class Type<T extends Content> {
        public static final Type<Secret> SECRETS = new Type<>(Kind.SECRET, () -> Secret.mongoCollection());
        public static final Type<Value> VALUES = new Type<>(Kind.VALUE, () -> Value.mongoCollection());
        public static final Type<EnvironmentValue> ENVIRONMENT_VALUES =
                new Type<>(Kind.ENVIRONMENT_VALUE, () -> EnvironmentValue.mongoCollection());
        public static final Type<KeptFile> FILES = new Type<>(Kind.FILE, () -> KeptFile.mongoCollection());

        public static final List<Type<?>> ALL = List.of(SECRETS, VALUES, ENVIRONMENT_VALUES, FILES);

        private final Kind kind;
        private final Supplier<ReactiveMongoCollection<T>> collection;

        private Type(Kind kind, Supplier<ReactiveMongoCollection<T>> collection) {
            this.kind = kind;
            this.collection = collection;
        }

        public ReactiveMongoCollection<T> collection() {
            return collection.get();
        }
    }

    /** Contents by the entries that name them. */
    public static final class Read<T extends Content> {
        private final Map<ObjectId, T> sound;

        private Read(Map<ObjectId, T> sound) {
            this.sound = sound;
        }

        /** The entry's content; null if it is damaged or the entry has none. */
        public @Nullable T get(Entry entry) {
            ContentRef content = entry.content();
            return content == null ? null : sound.get(content.id());
        }

        /** The entry's content; fails with {@code StoreDamaged}, naming the entry, if there is none. */
        public T require(Entry entry) {
            T content = get(entry);
            if (content == null) {
                throw damaged(entry);
            }
            return content;
        }
    }

    /** 500 {@code StoreDamaged} for an item whose content is missing or was altered. */
    public static ApiException damaged(Entry entry) {
        return new ApiException(
                ErrorCode.StoreDamaged,
                "the stored content of the " + entry.label() + " is missing or was altered; it is not served");
    }

    /** The contents of the entries of this type; entries of other types are ignored. */
    public <T extends Content> Uni<Read<T>> read(ObjectId app, Type<T> type, Collection<Entry> entries) {
        Map<ObjectId, Entry> wanted = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.kind() == type.kind && entry.content() != null) {
                wanted.put(entry.content().id(), entry);
            }
        }
        Map<ObjectId, T> sound = new HashMap<>(wanted.size() * 2);
        return Multi.createFrom()
                .iterable(List.copyOf(wanted.keySet()))
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToMultiAndConcatenate(batch -> find(app, type, batch))
                .invoke(content -> check(content, wanted, sound))
                .onItem()
                .ignoreAsUni()
                .map(x -> {
                    wanted.forEach((id, entry) -> {
                        if (!sound.containsKey(id)) {
                            damage.fire(new Damaged(app, "content " + id + " of the " + entry.label()));
                        }
                    });
                    return new Read<>(sound);
                });
    }

    /** A single malformed document fails the whole query, so the ids are halved until it is isolated. */
    private static <T extends Content> Multi<T> find(ObjectId app, Type<T> type, List<ObjectId> ids) {
        return type.collection()
                // In a single reply if it fits: cursors do not survive an election.
                .find(
                        new Document("app", app).append("_id", new Document("$in", ids)),
                        new FindOptions().batchSize(BATCH))
                .onFailure(StoreFailure::isMalformed)
                .recoverWithMulti(() -> ids.size() == 1
                        ? Multi.createFrom().empty()
                        : Multi.createBy()
                                .concatenating()
                                .streams(
                                        find(app, type, ids.subList(0, ids.size() / 2)),
                                        find(app, type, ids.subList(ids.size() / 2, ids.size()))));
    }

    private static <T extends Content> void check(T content, Map<ObjectId, Entry> wanted, Map<ObjectId, T> sound) {
        Entry entry = wanted.get(content.id);
        ContentRef ref = entry == null ? null : entry.content();
        if (ref != null && isAs(content, ref)) {
            sound.put(content.id, content);
        }
    }

    private static boolean isAs(Content content, ContentRef ref) {
        try {
            return content.hash().equals(ref.hash());
        } catch (NullPointerException aFieldIsMissing) {
            return false;
        }
    }

    /** The content of one entry; fails with {@code StoreDamaged} if it is missing or damaged. */
    public <T extends Content> Uni<T> one(ObjectId app, Type<T> type, Entry entry) {
        return read(app, type, List.of(entry)).map(read -> read.require(entry));
    }

    /**
     * The content that a reference of an earlier configuration names; null if it is no longer stored, which is no damage.
     */
    public <T extends Content> Uni<@Nullable T> ifStored(ObjectId app, Type<T> type, ContentRef ref) {
        return find(app, type, List.of(ref.id()))
                .select()
                .where(content -> isAs(content, ref))
                .toUni();
    }

    /** Returns the bytes of all these kept files, without reading them. */
    public Uni<Long> sizeOfFiles(ObjectId app, Collection<Entry> entries) {
        List<ObjectId> ids =
                entries.stream().map(Entry::contentId).filter(Objects::nonNull).toList();
        return Multi.createFrom()
                .iterable(ids)
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToMultiAndConcatenate(batch -> KeptFile.mongoCollection()
                        .find(
                                new Document("app", app).append("_id", new Document("$in", batch)),
                                Document.class,
                                new FindOptions().batchSize(BATCH).projection(Projections.include("length"))))
                .map(file -> file.getInteger("length", 0))
                .collect()
                .with(Collectors.summingLong(Integer::longValue));
    }

    /**
     * Stores new contents of one app in batches, before a configuration names them, and marks the app for the sweep.
     * Fails with {@code StoreUnavailable}: then nothing was changed, and the sweep removes what was written.
     */
    public <T extends Content> Uni<Void> write(Type<T> type, List<T> contents) {
        return contents.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.combine()
                        .all()
                        .unis(unsettled.note(contents.get(0).app), insertAll(type, contents))
                        .asTuple()
                        .replaceWithVoid();
    }

    private static <T extends Content> Uni<Void> insertAll(Type<T> type, List<T> contents) {
        return Multi.createFrom()
                .iterable(Batches.of(contents, Content::size))
                .onItem()
                .transformToUniAndConcatenate(batch -> insert(type, batch))
                .onItem()
                .ignoreAsUni();
    }

    private static <T extends Content> Uni<Void> insert(Type<T> type, List<T> batch) {
        List<ObjectId> ids = batch.stream().map(content -> content.id).toList();
        // Unordered, so that a retry continues after documents that already exist.
        return Writes.insert(
                        type.collection().insertMany(batch, new InsertManyOptions().ordered(false)),
                        () -> type.collection()
                                .countDocuments(
                                        new Document("app", batch.get(0).app).append("_id", new Document("$in", ids)))
                                .map(there -> there == ids.size()))
                .plug(Writes::preparatory);
    }

    /** The references to these contents, by their ids. */
    public static Map<ObjectId, ContentRef> refs(Collection<? extends Content> contents) {
        Map<ObjectId, ContentRef> refs = new HashMap<>();
        contents.forEach(content -> refs.put(content.id, content.ref()));
        return refs;
    }

    /**
     * Marks contents of older revisions as used again, so that the sweep keeps them. Fails with
     * {@code DeploymentNotFound} if the sweep has already removed one.
     */
    public Uni<Void> renew(ObjectId app, Collection<Entry> entries) {
        List<Uni<Void>> renewals = new ArrayList<>();
        for (Type<?> type : Type.ALL) {
            List<ObjectId> ids = entries.stream()
                    .filter(entry -> entry.kind() == type.kind)
                    .map(Entry::contentId)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            if (!ids.isEmpty()) {
                renewals.add(renew(app, type, ids));
            }
        }
        renewals.add(unsettled.note(app));
        return Uni.join().all(renewals).andFailFast().replaceWithVoid();
    }

    private Uni<Void> renew(ObjectId app, Type<?> type, List<ObjectId> ids) {
        long now = clock.instant().getEpochSecond();
        return Multi.createFrom()
                .iterable(ids)
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToUniAndConcatenate(batch -> type.collection()
                        .updateMany(
                                new Document("app", app).append("_id", new Document("$in", batch)),
                                new Document("$max", new Document("used", now)))
                        .plug(Writes::idempotent)
                        .invoke(result -> {
                            if (result.getMatchedCount() != batch.size()) {
                                throw new ApiException(
                                        ErrorCode.DeploymentNotFound,
                                        "the deployment is no longer kept; nothing was changed");
                            }
                        }))
                .onItem()
                .ignoreAsUni();
    }
}
