package io.valise.store.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The features of a MongoDB server that the service relies on, tested on the embedded store through the driver. */
class ConformanceTest {
    private static final int DUPLICATE_KEY = 11000;

    @TempDir
    Path folder;

    private RunningStore store;
    private MongoCollection<Document> items;

    @BeforeEach
    void open() {
        store = RunningStore.open(folder);
        items = store.collection("items");
        items.createIndex(Indexes.ascending("app", "number"), new IndexOptions().unique(true));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Document item(Object app, Object number) {
        return new Document("_id", new ObjectId()).append("app", app).append("number", number);
    }

    private void fill() {
        for (String app : List.of("b", "a", "c")) {
            items.insertMany(
                    IntStream.of(3, 1, 4, 2, 5).mapToObj(n -> item(app, n)).toList());
        }
    }

    private List<Object> numbers(Iterable<Document> found) {
        var numbers = new ArrayList<>();
        found.forEach(document -> numbers.add(document.get("number")));
        return numbers;
    }

    @Nested
    class Documents {
        @Test
        void are_returned_unchanged_with_every_type() {
            var document = new Document("_id", new ObjectId())
                    .append("string", "é\u0000😀")
                    .append("int", 1)
                    .append("long", 1L << 60)
                    .append("double", 0.1)
                    .append("decimal", Decimal128.parse("1.10"))
                    .append("flag", true)
                    .append("nothing", null)
                    .append("date", new Date(1700000000123L))
                    .append("bytes", new Binary(new byte[] {0, -1, 2}))
                    .append("nested", new Document("list", List.of(1, "two", new Document("three", List.of()))))
                    .append("empty", new Document());
            items.insertOne(document);
            assertThat(items.find(eq("_id", document.get("_id"))).first()).isEqualTo(document);
        }

        @Test
        void are_unchanged_after_the_store_is_reopened() {
            fill();
            var before = items.find().into(new ArrayList<>());
            store.close();
            store = RunningStore.open(folder);
            items = store.collection("items");

            assertThat(items.find().into(new ArrayList<>())).isEqualTo(before);
            assertThatThrownBy(() -> items.insertOne(item("a", 1))).hasMessageContaining("E11000");
            assertThat(numbers(items.find(eq("app", "a")).sort(Sorts.descending("number"))))
                    .containsExactly(5, 4, 3, 2, 1);
        }

        @Test
        void of_any_length_can_be_read_and_removed() {
            var items = store.collection("lengths");
            for (int length : List.of(10, 16_000, 17_000, 130_000, 140_000, 3_000_000, 100, 500_000, 400_000)) {
                var list = IntStream.range(0, length / 10).boxed().toList();
                var document = new Document("_id", 1)
                        .append("text", "x".repeat(length))
                        .append("list", list);
                items.replaceOne(eq("_id", 1), document, new ReplaceOptions().upsert(true));
                assertThat(items.find(eq("_id", 1)).first()).isEqualTo(document);
            }
            assertThat(items.find().into(new ArrayList<>())).hasSize(1);
            assertThat(items.deleteOne(eq("_id", 1)).getDeletedCount()).isOne();
            assertThat(items.find(eq("_id", 1)).first()).isNull();
        }

        @Test
        void over_16_MiB_are_refused_when_an_update_makes_them() {
            var id = new ObjectId();
            items.insertOne(new Document("_id", id).append("app", "a").append("number", 1));
            var part = "x".repeat(9 << 20);
            items.updateOne(eq("_id", id), Updates.set("one", part));
            assertThatThrownBy(() -> items.updateOne(
                            eq("_id", id), Updates.combine(Updates.set("two", part), Updates.set("number", 2))))
                    .hasMessageContaining("16 MiB");
            var kept = items.find(eq("_id", id)).first();
            assertThat(kept).doesNotContainKey("two").containsEntry("number", 1);
            assertThat(items.countDocuments(and(eq("app", "a"), eq("number", 1))))
                    .isOne();
            assertThat(items.countDocuments(and(eq("app", "a"), eq("number", 2))))
                    .isZero();
        }
    }

    @Nested
    class Finding {
        @Test
        void by_filters() {
            fill();
            assertThat(items.find(and(eq("app", "a"), eq("number", 3))).first()).containsEntry("app", "a");
            assertThat(items.find(eq("app", "d")).first()).isNull();
            assertThat(numbers(items.find(and(eq("app", "a"), gt("number", 3)))))
                    .containsExactlyInAnyOrder(4, 5);
            assertThat(numbers(items.find(and(eq("app", "a"), gte("number", 2), lt("number", 4)))))
                    .containsExactlyInAnyOrder(2, 3);
            assertThat(numbers(items.find(and(eq("app", "a"), in("number", 5, 1, 9)))))
                    .containsExactlyInAnyOrder(1, 5);
            assertThat(numbers(items.find(and(in("app", "a", "c"), eq("number", 2L)))))
                    .containsExactly(2, 2);
            assertThat(numbers(items.find(and(eq("app", "a"), ne("number", 1)))))
                    .containsExactlyInAnyOrder(2, 3, 4, 5);
            assertThat(items.find(or(eq("app", "a"), eq("number", 1))).into(new ArrayList<>()))
                    .hasSize(7);
            assertThat(numbers(items.find(or(
                                    and(eq("app", "a"), gte("number", 4)), and(in("app", "a", "b"), gte("number", 5))))
                            .sort(Sorts.descending("number"))))
                    .containsExactly(5, 5, 4);
            assertThat(items.find(and(eq("app", "a"), gt("_id", "text"))).first())
                    .isNull();
            assertThat(items.find(exists("missing")).into(new ArrayList<>())).isEmpty();
        }

        @Test
        void in_order_with_skip_and_limit() {
            fill();
            assertThat(numbers(items.find(eq("app", "a")).sort(Sorts.ascending("number"))))
                    .containsExactly(1, 2, 3, 4, 5);
            assertThat(numbers(items.find(eq("app", "a"))
                            .sort(Sorts.descending("number"))
                            .skip(1)
                            .limit(2)))
                    .containsExactly(4, 3);
            assertThat(numbers(items.find(and(eq("app", "a"), lt("number", 4)))
                            .sort(Sorts.descending("number"))
                            .limit(2)))
                    .containsExactly(3, 2);
            assertThat(numbers(items.find()
                            .sort(Sorts.orderBy(Sorts.descending("number"), Sorts.ascending("app")))
                            .limit(4)))
                    .containsExactly(5, 5, 5, 4);
            var byId = items.find().sort(Sorts.descending("_id")).limit(3).into(new ArrayList<>());
            assertThat(numbers(byId)).containsExactly(5, 2, 4);
        }

        @Test
        void with_projections() {
            var id = new ObjectId();
            items.insertOne(item("a", 1)
                    .append("_id", id)
                    .append("list", List.of(1, 2))
                    .append("deep", new Document("x", 1).append("y", 2)));
            assertThat(items.find(eq("_id", id))
                            .projection(Projections.include("list"))
                            .first())
                    .isEqualTo(new Document("_id", id).append("list", List.of(1, 2)));
            assertThat(items.find(eq("_id", id))
                            .projection(Projections.exclude("list", "_id"))
                            .first())
                    .isEqualTo(new Document("app", "a")
                            .append("number", 1)
                            .append("deep", new Document("x", 1).append("y", 2)));
            assertThat(items.find(eq("_id", id))
                            .projection(Projections.exclude("deep.x", "list"))
                            .first())
                    .containsEntry("deep", new Document("y", 2));
        }

        @Test
        void more_than_one_batch() {
            items.insertMany(
                    IntStream.range(0, 2_500).mapToObj(n -> item("a", n)).toList());
            assertThat(numbers(items.find(eq("app", "a")).sort(Sorts.ascending("number"))))
                    .isEqualTo(IntStream.range(0, 2_500).boxed().toList());
            assertThat(numbers(items.find(eq("app", "a")).batchSize(7).limit(100)))
                    .hasSize(100);
        }

        @Test
        void counts() {
            fill();
            assertThat(items.countDocuments()).isEqualTo(15);
            assertThat(items.estimatedDocumentCount()).isEqualTo(15);
            assertThat(items.countDocuments(eq("app", "a"))).isEqualTo(5);
            assertThat(items.countDocuments(and(eq("app", "a"), gt("number", 3))))
                    .isEqualTo(2);
            assertThat(items.countDocuments(eq("app", "none"))).isZero();
            assertThat(store.collection("none").countDocuments()).isZero();
        }

        @Test
        void equal_numbers_of_all_types() {
            items.insertOne(item("a", 7L));
            assertThat(items.countDocuments(and(eq("app", "a"), eq("number", 7))))
                    .isOne();
            assertThat(items.countDocuments(and(eq("app", "a"), eq("number", 7.0))))
                    .isOne();
            assertThatThrownBy(() -> items.insertOne(item("a", 7.0))).hasMessageContaining("E11000");
        }
    }

    @Nested
    class Inserting {
        @Test
        void a_taken_key_is_error_11000_and_changes_nothing() {
            items.createIndex(Indexes.ascending("app", "change"), new IndexOptions().unique(true));
            items.insertOne(item("a", 1).append("change", "x"));
            var error = catchThrowableOfType(
                    MongoWriteException.class,
                    () -> items.insertOne(item("a", 2).append("change", "x")));
            assertThat(error.getError().getCode()).isEqualTo(DUPLICATE_KEY);

            // The refused document has not taken the key.
            items.insertOne(item("a", 2).append("change", "y"));
            assertThat(items.countDocuments()).isEqualTo(2);
        }

        @Test
        void many_in_order_stop_at_the_first_error() {
            var error = catchThrowableOfType(
                    MongoBulkWriteException.class,
                    () -> items.insertMany(List.of(item("a", 1), item("a", 1), item("a", 2))));
            assertThat(error.getWriteErrors()).hasSize(1);
            assertThat(error.getWriteErrors().get(0).getIndex()).isEqualTo(1);
            assertThat(error.getWriteErrors().get(0).getCode()).isEqualTo(DUPLICATE_KEY);
            assertThat(error.getWriteResult().getInsertedCount()).isEqualTo(1);
            assertThat(items.countDocuments()).isOne();
        }

        @Test
        void many_without_order_continue_after_an_error() {
            var error = catchThrowableOfType(
                    MongoBulkWriteException.class,
                    () -> items.insertMany(
                            List.of(item("a", 1), item("a", 1), item("a", 2), item("a", 2), item("a", 3)),
                            new InsertManyOptions().ordered(false)));
            assertThat(error.getWriteErrors()).hasSize(2);
            assertThat(error.getWriteResult().getInsertedCount()).isEqualTo(3);
            assertThat(items.countDocuments()).isEqualTo(3);
        }

        @Test
        void a_bulk_of_all_kinds_stops_at_its_first_error() {
            items.insertMany(List.of(item("a", 1), item("a", 2)));
            var error = catchThrowableOfType(
                    MongoBulkWriteException.class,
                    () -> items.bulkWrite(List.of(
                            new UpdateOneModel<>(eq("number", 1), Updates.set("seen", true)),
                            new UpdateOneModel<>(eq("number", 2), Updates.set("number", 1)),
                            new UpdateOneModel<>(eq("number", 2), Updates.set("seen", true)),
                            new InsertOneModel<>(item("a", 3)))));
            assertThat(error.getWriteErrors().get(0).getIndex()).isEqualTo(1);
            assertThat(error.getWriteErrors().get(0).getCode()).isEqualTo(DUPLICATE_KEY);
            assertThat(items.countDocuments(eq("seen", true))).isOne();
            assertThat(items.countDocuments()).isEqualTo(2);
        }

        @Test
        void an_index_cannot_be_created_until_duplicates_are_removed() {
            items.insertMany(
                    List.of(item("a", 1).append("name", "x"), item("a", 2).append("name", "x")));
            var unique = new IndexOptions().unique(true);
            assertThatThrownBy(() -> items.createIndex(Indexes.ascending("name"), unique))
                    .isInstanceOfSatisfying(
                            MongoException.class, e -> assertThat(e.getCode()).isEqualTo(DUPLICATE_KEY));
            items.deleteOne(eq("number", 1));
            items.createIndex(Indexes.ascending("name"), unique);
            assertThat(items.find(eq("name", "x")).first()).containsEntry("number", 2);
            assertThatThrownBy(() -> items.insertOne(item("a", 3).append("name", "x")))
                    .hasMessageContaining("E11000");
        }

        @Test
        void unsupported_indexes_are_refused() {
            assertThatThrownBy(() -> items.createIndex(
                            Indexes.ascending("name"),
                            new IndexOptions().unique(true).partialFilterExpression(exists("name"))))
                    .hasMessageContaining("partialFilterExpression");
        }
    }

    @Nested
    class Updating {
        @Test
        void with_operators_under_a_filter() {
            var id = new ObjectId();
            items.insertOne(
                    item("a", 1).append("_id", id).append("tags", List.of("x")).append("high", 5));
            var result = items.updateOne(
                    and(eq("_id", id), eq("number", 1)),
                    Updates.combine(
                            Updates.set("name", "n"),
                            Updates.inc("number", 1),
                            Updates.max("high", 9),
                            Updates.push("tags", new Document("k", 1)),
                            Updates.unset("app")));
            assertThat(result.getModifiedCount()).isOne();
            assertThat(items.find(eq("_id", id)).first())
                    .isEqualTo(new Document("_id", id)
                            .append("number", 2)
                            .append("tags", List.of("x", new Document("k", 1)))
                            .append("high", 9)
                            .append("name", "n"));
            items.updateOne(eq("_id", id), Updates.pull("tags", new Document("k", 1)));
            assertThat(items.find(eq("_id", id)).first()).containsEntry("tags", List.of("x"));
        }

        @Test
        void nothing_if_the_filter_does_not_match() {
            items.insertOne(item("a", 1));
            var missed = items.updateOne(and(eq("app", "a"), eq("number", 2)), Updates.set("x", 1));
            assertThat(missed.getMatchedCount()).isZero();
            assertThat(missed.getModifiedCount()).isZero();
            var same = items.updateOne(eq("app", "a"), Updates.set("number", 1));
            assertThat(same.getMatchedCount()).isOne();
            assertThat(same.getModifiedCount()).isZero();
        }

        @Test
        void many() {
            fill();
            assertThat(items.updateMany(eq("app", "a"), Updates.inc("number", 10))
                            .getModifiedCount())
                    .isEqualTo(5);
            assertThat(numbers(items.find(eq("app", "a")).sort(Sorts.ascending("number"))))
                    .containsExactly(11, 12, 13, 14, 15);
        }

        @Test
        void keeps_indexes_consistent() {
            items.insertMany(List.of(item("a", 1), item("a", 2)));
            assertThatThrownBy(() -> items.updateOne(eq("number", 1), Updates.set("number", 2)))
                    .isInstanceOfSatisfying(
                            MongoWriteException.class,
                            e -> assertThat(e.getError().getCode()).isEqualTo(DUPLICATE_KEY));
            items.updateOne(eq("number", 2), Updates.set("number", 3));
            items.updateOne(eq("number", 1), Updates.set("number", 2));
            assertThat(numbers(items.find(eq("app", "a")).sort(Sorts.ascending("number"))))
                    .containsExactly(2, 3);
            items.insertOne(item("a", 1));
        }

        @Test
        void find_one_and_update_returns_the_updated_document() {
            items.insertOne(item("a", 1));
            var after = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
            assertThat(items.findOneAndUpdate(and(eq("app", "a"), eq("number", 1)), Updates.inc("number", 1), after))
                    .containsEntry("number", 2);
            assertThat(items.findOneAndUpdate(eq("app", "a"), Updates.inc("number", 1)))
                    .containsEntry("number", 2);
            assertThat(items.findOneAndUpdate(eq("app", "b"), Updates.inc("number", 1), after))
                    .isNull();
            assertThat(items.findOneAndUpdate(eq("app", "b"), Updates.inc("number", 1), after.upsert(true)))
                    .containsEntry("app", "b")
                    .containsEntry("number", 1);
        }

        @Test
        void upserts_and_replaces() {
            var id = new ObjectId();
            var upserted = items.updateOne(
                    eq("_id", id),
                    Updates.combine(Updates.set("app", "a"), Updates.setOnInsert("number", 1)),
                    new UpdateOptions().upsert(true));
            assertThat(upserted.getUpsertedId().asObjectId().getValue()).isEqualTo(id);
            assertThat(items.replaceOne(eq("_id", id), new Document("app", "z").append("number", 2))
                            .getModifiedCount())
                    .isOne();
            assertThat(items.find(eq("app", "z")).first())
                    .isEqualTo(new Document("_id", id).append("app", "z").append("number", 2));
            items.replaceOne(
                    eq("_id", new ObjectId()),
                    new Document("app", "y").append("number", 1),
                    new ReplaceOptions().upsert(true));
            assertThat(items.countDocuments()).isEqualTo(2);
            var result = items.bulkWrite(List.of(
                    new ReplaceOneModel<>(
                            eq("_id", "new"), new Document("number", 9), new ReplaceOptions().upsert(true)),
                    new ReplaceOneModel<>(
                            eq("_id", id), new Document("number", 8), new ReplaceOptions().upsert(true))));
            assertThat(result.getUpserts()).hasSize(1);
            assertThat(result.getModifiedCount()).isOne();
        }
    }

    @Nested
    class Deleting {
        @Test
        void one_or_many_and_their_keys() {
            fill();
            assertThat(items.deleteOne(and(eq("app", "a"), eq("number", 1))).getDeletedCount())
                    .isOne();
            items.insertOne(item("a", 1));
            assertThat(items.deleteMany(eq("app", "a")).getDeletedCount()).isEqualTo(5);
            assertThat(items.deleteMany(eq("app", "a")).getDeletedCount()).isZero();
            assertThat(items.countDocuments()).isEqualTo(10);
            assertThat(items.findOneAndDelete(eq("app", "b"))).isNotNull();
            items.insertMany(List.of(item("a", 1), item("a", 2)));
        }

        @Test
        void whole_collections_which_can_be_filled_again() {
            fill();
            items.drop();
            assertThat(items.countDocuments()).isZero();
            items.insertMany(List.of(item("a", 1), item("a", 1)));
            store.database().drop();
            items.insertOne(item("a", 1));
            assertThat(items.countDocuments()).isOne();
        }
    }
}
