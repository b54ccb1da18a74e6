package io.valise.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which documents a query visits, for documents (app, number) of three apps with five numbers each. */
class QueryPlanTest {
    private static final Document ASCENDING = new Document("number", 1);
    private static final Document DESCENDING = new Document("number", -1);

    private List<Index<Key>> indexes;
    private Documents documents;

    @BeforeEach
    void index() {
        var store = MVStore.open(null);
        documents = new Documents(map(store, "documents", Bytes.DOCUMENTS), map(store, "parts", Bytes.DOCUMENTS));
        MVMap<Key, Key> entries = map(store, "index", Bytes.KEYS);
        var keys = List.of(new IndexKey("app", true), new IndexKey("number", true));
        var unique = new FieldIndex(entries, "app_number", keys, true, false);
        indexes = List.of(new IdIndex("_id_", documents), unique);
        for (String app : List.of("a", "b", "c")) {
            for (int number = 1; number <= 5; number++) {
                var document =
                        new Document("_id", app + number).append("app", app).append("number", number);
                var bson = BsonBytes.encode(document);
                documents.put(Key.of(app + number), bson);
                bson.release();
                entries.put(Key.ofAll(List.of(app, number)), Key.of(app + number));
            }
        }
    }

    private static <V> MVMap<Key, V> map(MVStore store, String name, Bytes.Type<V> values) {
        return store.openMap(
                name, new MVMap.Builder<Key, V>().keyType(Bytes.KEYS).valueType(values));
    }

    private QueryPlan plan(Document query, @Nullable Document order) {
        return QueryPlan.of(query, order, indexes).orElseThrow();
    }

    private List<Object> ids(QueryPlan plan) {
        return plan.positions()
                .map(position -> BsonBytes.decode(Objects.requireNonNull(documents.get(position)))
                        .get("_id"))
                .toList();
    }

    private static Document query(@Nullable Object... namesAndValues) {
        var query = new Document();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return query;
    }

    private static Document operator(String name, Object operand) {
        return new Document(name, operand);
    }

    @Test
    void the_whole_key_is_a_look_up_however_it_is_written() {
        for (var query : List.of(
                query("app", "b", "number", 3),
                query("number", 3L, "app", operator("$eq", "b")),
                query("$and", List.of(query("app", "b"), query("number", 3.0))))) {
            var plan = plan(query, null);
            assertThat(ids(plan)).containsExactly("b3");
            assertThat(plan.unchecked(query)).isEmpty();
        }
    }

    @Test
    void conditions_on_other_fields_remain_to_be_checked() {
        var nested = query("$and", List.of(query("app", "b"), query("number", 3), query("name", "x")));
        assertThat(ids(plan(nested, null))).containsExactly("b3");
        assertThat(plan(nested, null).unchecked(nested)).isEqualTo(nested);

        var flat = query("app", "b", "number", 3).append("name", "x");
        assertThat(plan(flat, null).unchecked(flat)).isEqualTo(query("name", "x"));
    }

    @Test
    void several_conditions_on_one_field_are_all_checked() {
        var query = query("app", new Document("$in", List.of("a", "b")).append("$ne", "a"));
        assertThat(plan(query, null).unchecked(query)).isEqualTo(query);
    }

    @Test
    void a_look_up_by_id_is_better_than_a_range() {
        var query = query("app", "b", "_id", operator("$in", List.of("b1", "b5")));
        assertThat(ids(plan(query, null))).containsExactly("b1", "b5");
        assertThat(plan(query, null).unchecked(query)).isEqualTo(query("app", "b"));
    }

    @Test
    void the_first_field_alone_is_a_range_in_the_order_of_the_second() {
        var query = query("app", "b");
        var plan = plan(query, ASCENDING);
        assertThat(ids(plan)).containsExactly("b1", "b2", "b3", "b4", "b5");
        assertThat(plan.unchecked(query)).isEmpty();
        assertThat(plan.sorted()).isTrue();
        assertThat(ids(plan(query("app", "b"), DESCENDING))).containsExactly("b5", "b4", "b3", "b2", "b1");
    }

    @Test
    void a_bound_on_the_second_field_narrows_the_range() {
        assertThat(ids(plan(query("app", "b", "number", operator("$gt", 3)), null)))
                .containsExactly("b3", "b4", "b5");
        assertThat(ids(plan(query("app", "b", "number", operator("$lt", 3)), DESCENDING)))
                .containsExactly("b3", "b2", "b1");
        var above = query("app", "b", "number", operator("$gt", 3));
        assertThat(plan(above, null).unchecked(above)).isEqualTo(query("number", operator("$gt", 3)));
    }

    @Test
    void a_text_bound_narrows_the_range_only_if_its_order_does_not_depend_on_the_encoding() {
        assertThat(ids(plan(query("app", operator("$gte", "c")), null))).containsExactly("c1", "c2", "c3", "c4", "c5");
        assertThat(QueryPlan.of(query("app", operator("$gte", "\uffee")), null, indexes))
                .isEmpty();
    }

    @Test
    void a_choice_is_several_look_ups() {
        var query = query("app", "b", "number", operator("$in", List.of(5, 1, 1, 9)));
        var plan = plan(query, null);
        assertThat(ids(plan)).containsExactly("b1", "b5");
        assertThat(plan.unchecked(query)).isEmpty();
        assertThat(ids(plan(query("_id", operator("$in", List.of("c1", "a1"))), null)))
                .containsExactly("a1", "c1");
    }

    @Test
    void an_order_alone_follows_an_index() {
        var plan = plan(query("other", 1), new Document("_id", -1));
        assertThat(plan.sorted()).isTrue();
        assertThat(plan.positions().findFirst()).contains(Key.of("c5"));
    }

    @Test
    void nothing_is_promised_if_keys_cannot_decide() {
        for (var query : List.of(
                query("number", 3),
                query("app", null),
                query("app", operator("$ne", "a")),
                query("app", operator("$in", List.of("a", query("x", 1)))),
                query("$or", List.of(query("app", "a"))))) {
            assertThat(QueryPlan.of(query, null, indexes)).as(query.toString()).isEmpty();
        }
        assertThat(plan(query("app", "a"), new Document(Map.of("name", 1))).sorted())
                .isFalse();
    }
}
