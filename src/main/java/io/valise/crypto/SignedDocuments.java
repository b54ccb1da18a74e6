package io.valise.crypto;

import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Races;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@link Signed} documents. A document that is malformed or has no valid signature is treated as
 * absent, and reported. It stays in place for inspection until it blocks an insert; then it is moved to
 * {@link SetAside}.
 */
@ApplicationScoped
public class SignedDocuments {
    private static final int ALL = 0;
    private static final int BATCH = 1_000;
    /** How often a change is recomputed because others changed the document at the same time. */
    private static final int TRIES = 50;
    /** How often documents that block an insert are moved away. */
    private static final int MOVES = 3;

    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

    private final Signatures signatures;
    private final Event<Damaged> damage;

    SignedDocuments(Signatures signatures, Event<Damaged> damage) {
        this.signatures = signatures;
        this.damage = damage;
    }

    /** The document with this id; null if there is none. */
    public <D extends Signed> Uni<@Nullable D> withId(ReactiveMongoCollection<D> in, ObjectId id) {
        return only(in, new Document("_id", id));
    }

    /** The one document that matches the filter; null if there is none. Forged documents are skipped. */
    public <D extends Signed> Uni<@Nullable D> only(ReactiveMongoCollection<D> in, Document filter) {
        return list(in, filter, new Document(), ALL).map(found -> found.isEmpty() ? null : found.get(0));
    }

    /** All documents that match the filter. */
    public <D extends Signed> Uni<List<D>> list(ReactiveMongoCollection<D> in, Document filter, Document sort) {
        return list(in, filter, sort, ALL);
    }

    /**
     * The first documents that match the filter, in this order.
     *
     * @param limit the maximum number; 0 for all
     */
    public <D extends Signed> Uni<List<D>> list(
            ReactiveMongoCollection<D> in, Document filter, Document sort, int limit) {
        return read(in, filter, sort, limit)
                .collect()
                .asList()
                // Fill up a page from which documents were dropped: clients would take a shorter page for the last one.
                .flatMap(page -> page.size() < limit
                                || limit == ALL
                                || page.stream().allMatch(Optional::isPresent)
                        ? Uni.createFrom()
                                .item(page.stream().flatMap(Optional::stream).toList())
                        : read(in, filter, sort, ALL)
                                .select()
                                .where(Optional::isPresent)
                                .select()
                                .first(limit)
                                .map(Optional::orElseThrow)
                                .collect()
                                .asList());
    }

    private <D extends Signed> Multi<Optional<D>> read(
            ReactiveMongoCollection<D> in, Document filter, Document sort, int limit) {
        FindOptions options = new FindOptions().sort(sort).limit(limit).batchSize(BATCH);
        BsonDocument wanted = filter.toBsonDocument(Document.class, in.getCodecRegistry());
        return in.find(filter, RawBsonDocument.class, options).map(stored -> genuine(in, wanted, stored));
    }

    /** The document if its signature is valid and it matches the query; otherwise it is reported. */
    private <D extends Signed> Optional<D> genuine(
            ReactiveMongoCollection<D> in, BsonDocument wanted, RawBsonDocument stored) {
        D document;
        try {
            document = stored.decode(in.getCodecRegistry().get(in.getDocumentClass()));
        } catch (RuntimeException malformed) {
            damage.fire(new Damaged(null, id(in, stored) + ", which is malformed,"));
            return Optional.empty();
        }
        if (!signatures.isSigned(document.signedFields(), document.signature) || !isWanted(wanted, stored)) {
            damage.fire(document.damage());
            return Optional.empty();
        }
        return Optional.of(document);
    }

    /**
     * Whether the document has the values in the filter. A compromised store may return a different document, and a
     * field that occurs twice may match with one value and be read with the other.
     */
    private static boolean isWanted(BsonDocument wanted, RawBsonDocument stored) {
        return !hasTwice(stored)
                && stored.entrySet().stream().allMatch(field -> isWanted(wanted.get(field.getKey()), field.getValue()));
    }

    private static boolean hasTwice(RawBsonDocument stored) {
        Set<String> names = new HashSet<>();
        try (BsonBinaryReader fields =
                new BsonBinaryReader(stored.getByteBuffer().asNIO())) {
            fields.readStartDocument();
            while (fields.readBsonType() != BsonType.END_OF_DOCUMENT) {
                if (!names.add(fields.readName())) {
                    return true;
                }
                fields.skipValue();
            }
            return false;
        }
    }

    private static boolean isWanted(@Nullable BsonValue wanted, BsonValue stored) {
        return wanted == null || wanted.isDocument() || wanted.equals(stored);
    }

    /** Logs the id only if it is an ObjectId, because an attacker can choose the text of any other. */
    private static String id(ReactiveMongoCollection<?> in, BsonDocument stored) {
        BsonValue id = stored.get("_id");
        return "a document of " + in.getNamespace().getCollectionName()
                + (id != null && id.isObjectId() ? " (" + id.asObjectId().getValue() + ")" : " with a strange id");
    }

    /** Signs the document and returns it. */
    public <D extends Signed> D sign(D document) {
        document.signature = signatures.sign(document.signedFields());
        return document;
    }

    /**
     * Signs and inserts a document with a new id. Fails with the store's duplicate key error if a genuine document
     * already has one of its unique values.
     *
     * @param places the filters of the document's unique indexes; forged documents that match one are moved aside
     */
    public <D extends Signed> Uni<Void> insert(ReactiveMongoCollection<D> in, D document, Document... places) {
        return insert(in, sign(document), List.of(places), MOVES);
    }

    private <D extends Signed> Uni<Void> insert(
            ReactiveMongoCollection<D> in, D document, List<Document> places, int moves) {
        return Writes.insert(in.insertOne(document), () -> isThere(in, document))
                .onFailure(failure -> StoreFailure.isDuplicateKey(failure) && moves > 0)
                .recoverWithUni(taken -> moveForgedAside(in, places)
                        .flatMap(moved -> moved > 0
                                ? insert(in, document, places, moves - 1)
                                : Uni.createFrom().failure(taken)));
    }

    private <D extends Signed> Uni<Boolean> isThere(ReactiveMongoCollection<D> in, D document) {
        return withId(in, document.id).map(mine -> mine != null && Arrays.equals(mine.signature, document.signature));
    }

    /** The number of documents moved. */
    private <D extends Signed> Uni<Long> moveForgedAside(ReactiveMongoCollection<D> in, List<Document> places) {
        return Multi.createFrom()
                .iterable(places)
                .onItem()
                .transformToMultiAndConcatenate(place -> in.find(place, RawBsonDocument.class))
                .select()
                // Check without the filter: a forged document may match it with one of several values.
                .where(stored -> genuine(in, new BsonDocument(), stored).isEmpty())
                .onItem()
                .transformToUniAndConcatenate(forged -> SetAside.move(
                                in.withDocumentClass(Document.class), new Document("_id", forged.get("_id")))
                        .replaceWith(forged))
                .collect()
                .with(Collectors.counting());
    }

    /**
     * Changes the current document and signs it again. Recomputed if others change it at the same time. False if there
     * is no such document, or {@code change} refused.
     *
     * @param change sets fields of the document, and returns whether to write it
     */
    public <D extends Signed> Uni<Boolean> change(ReactiveMongoCollection<D> in, ObjectId id, Predicate<D> change) {
        return Races.rerun(Uni.createFrom().deferred(() -> changeOnce(in, id, change)), TRIES, PAUSE, LONGEST_PAUSE);
    }

    private <D extends Signed> Uni<Boolean> changeOnce(
            ReactiveMongoCollection<D> in, ObjectId id, Predicate<D> change) {
        return withId(in, id).flatMap(document -> {
            if (document == null) {
                return Uni.createFrom().item(false);
            }
            Document asRead = new Document("_id", id).append("signature", new Binary(document.signature));
            byte[] before = document.signature;
            if (!change.test(document)) {
                return Uni.createFrom().item(false);
            }
            if (Arrays.equals(sign(document).signature, before)) {
                return Uni.createFrom().item(true);
            }
            return in.replaceOne(asRead, document).plug(Writes::repeated).map(result -> {
                if (result.getMatchedCount() != 1) {
                    throw new Races.Lost(crowded());
                }
                return true;
            });
        });
    }

    private static ApiException crowded() {
        return new ApiException(
                ErrorCode.StoreUnavailable, "others are changing the same document; nothing was changed");
    }
}
