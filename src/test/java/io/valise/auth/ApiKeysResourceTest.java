package io.valise.auth;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.crypto.Plaintext;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Request;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnAnyStore
@QuarkusTest
class ApiKeysResourceTest {
    @Inject
    Given given;

    @Inject
    TestClock clock;

    private Given.Holder owner;
    private String access;
    private String keys;

    @BeforeEach
    void someone() {
        clock.reset();
        owner = given.ownerOfNewProject();
        access = given.login(owner).access();
        keys = Gate.ADMIN + "/groups/" + owner.project() + "/api_keys";
    }

    private static Request as(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private List<ObjectId> owners() {
        return Given.await(given.documents.withId(Project.stored(), owner.key().project)).owners;
    }

    @Nested
    class An_owner {
        @Test
        void creates_a_key_that_can_log_in_and_sees_its_private_half_only_once() {
            var created = as(access)
                    .body("{\"name\":\"robot\",\"role\":\"GROUP_READ_ONLY\"}")
                    .post(keys)
                    .statusCode(201)
                    .body("_id", matchesPattern("[0-9a-f]{24}"))
                    .body("name", equalTo("robot"))
                    .body("role", equalTo("GROUP_READ_ONLY"))
                    .body("public_key", matchesPattern("[a-z]{8}"))
                    .body("private_key", matchesPattern("[0-9a-f]{8}(-[0-9a-f]{4}){2}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"))
                    .body("length()", equalTo(5));
            KeyPair pair = new KeyPair(created.getString("public_key"), Plaintext.of(created.getString("private_key")));
            ApiKey key = Given.await(given.keys.withPublicKey(pair.publicKey()));
            given.login(new Given.Holder(key, pair));

            String listed = as(access)
                    .get(keys)
                    .statusCode(200)
                    .body("[*].name", containsInAnyOrder("a key", "robot"))
                    .body("[?(@.name == 'robot')]._id", contains(created.getString("_id")))
                    .body("[?(@.name == 'robot')].role", contains("GROUP_READ_ONLY"))
                    .body("[?(@.name == 'robot')].public_key", contains(pair.publicKey()))
                    .body("[?(@.name == 'robot')].created_at", contains((int) key.createdAt.getEpochSecond()))
                    .body("[?(@.name == 'robot')].last_used", contains(lastUsed(key)))
                    .body("[?(@.name == 'robot')]", contains(not(hasKey("private_key"))))
                    .asString();
            assertThat(listed).doesNotContain(pair.privateKey().reveal());
            assertThat(owners()).containsExactly(owner.key().id);
        }

        private int lastUsed(ApiKey key) {
            return (int) Given.await(ApiKey.<ApiKey>findById(key.id)).lastUsed.getEpochSecond();
        }

        @Test
        void sees_no_last_use_of_a_key_that_was_not_used() {
            given.key(owner.key().project, Role.GROUP_OWNER);
            as(access).get(keys).body("[1]", not(hasKey("last_used"))).body("[0]", hasKey("last_used"));
        }

        @Test
        void sees_no_key_of_another_project() {
            given.ownerOfNewProject();
            as(access).get(keys).body("$", hasSize(1));
        }

        @Test
        void removes_a_key_and_with_it_its_sessions() {
            Given.Holder reader = given.key(owner.key().project, Role.GROUP_READ_ONLY);
            Given.Tokens session = given.login(reader);
            Given.Tokens other = given.login(reader);
            as(session.access()).get(keys).statusCode(200);
            as(access).delete(keys + "/" + reader.id()).statusCode(204);
            as(other.access()).get(keys).statusCode(401);
            as(session.access()).get(keys).statusCode(401).body("error_code", equalTo("InvalidSession"));
            assertThat(given.stored("sessions")).doesNotContain(reader.id());
            as(access).get(keys).body("$", hasSize(1));
        }

        @Test
        void gets_a_404_for_a_removed_or_foreign_key_or_a_malformed_id() {
            String foreign = given.ownerOfNewProject().id();
            for (String id : List.of(new ObjectId().toHexString(), foreign, "nonsense")) {
                as(access)
                        .delete(keys + "/" + id)
                        .statusCode(404)
                        .body("error_code", equalTo("ApiKeyNotFound"))
                        .body("error", equalTo("api key not found: \"" + id + "\""));
            }
        }

        @Test
        void cannot_remove_itself_as_the_last_owner() {
            given.key(owner.key().project, Role.GROUP_READ_ONLY);
            as(access).delete(keys + "/" + owner.id()).statusCode(409).body("error_code", equalTo("LastOwner"));
            as(access).get(keys).statusCode(200).body("$", hasSize(2));
        }

        @Test
        void can_remove_itself_once_there_is_another_one() {
            Given.Holder second = given.key(owner.key().project, Role.GROUP_OWNER);
            as(access).delete(keys + "/" + owner.id()).statusCode(204);
            assertThat(owners()).containsExactly(second.key().id);
            as(given.login(second).access()).delete(keys + "/" + second.id()).statusCode(409);
        }

        @RepeatedTest(10)
        void and_another_one_cannot_both_remove_each_other() {
            Given.Holder second = given.key(owner.key().project, Role.GROUP_OWNER);
            String other = given.login(second).access();
            List<Integer> statuses = atOnce(
                    () -> as(access).delete(keys + "/" + second.id()).statusCode(),
                    () -> as(other).delete(keys + "/" + owner.id()).statusCode());
            assertThat(statuses).containsOnlyOnce(204);
            assertThat(statuses).allMatch(status -> List.of(204, 409, 401).contains(status));
            assertThat(owners()).hasSize(1);
            assertThat(Given.await(given.keys.of(owner.key().project)))
                    .extracting(key -> key.id)
                    .isEqualTo(owners());
        }

        @Test
        void can_finish_an_interrupted_removal_by_repeating_it() {
            Given.Holder second = given.key(owner.key().project, Role.GROUP_OWNER);
            assertThat(Given.await(Project.removeOwner(given.documents, owner.key().project, second.key().id)))
                    .isTrue();
            as(access).delete(keys + "/" + second.id()).statusCode(204);
            as(access).get(keys).body("$", hasSize(1));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        {"role":"GROUP_OWNER"}                      | name
                        {"name":"","role":"GROUP_OWNER"}            | name
                        {"name":"\\ud800","role":"GROUP_OWNER"}      | name
                        {"name":"a\\u202eb","role":"GROUP_OWNER"}   | name
                        {"name":"a\\u0000b","role":"GROUP_OWNER"}   | name
                        {"name":"n","role":"GROUP_DATA_ACCESS"}     | role
                        {"name":"n","role":0}                       | role
                        {"name":"n","role":["GROUP_OWNER"]}         | role
                        {"name":["n"],"role":"GROUP_OWNER"}         | name
                        null                                        | body
                        """)
        void is_told_which_field_is_wrong(String body, String field) {
            as(access)
                    .body(body)
                    .post(keys)
                    .statusCode(400)
                    .body("error_code", equalTo("InvalidParameter"))
                    .body("details[*].field", hasItem(field));
        }

        @Test
        void cannot_give_a_name_of_129_characters() {
            String body = "{\"name\":\"" + "n".repeat(129) + "\",\"role\":\"GROUP_OWNER\"}";
            as(access).body(body).post(keys).statusCode(400).body("details[0].field", equalTo("name"));
        }

        @Test
        void must_send_JSON() {
            given().header("Authorization", "Bearer " + access)
                    .contentType("text/plain")
                    .body("x")
                    .post(keys)
                    .statusCode(415);
        }
    }

    @Nested
    class A_reader {
        @Test
        void lists_but_creates_and_removes_nothing() {
            Given.Holder reader = given.key(owner.key().project, Role.GROUP_READ_ONLY);
            String token = given.login(reader).access();
            as(token).get(keys).statusCode(200).body("$", hasSize(2));
            as(token)
                    .body("{\"name\":\"n\",\"role\":\"GROUP_OWNER\"}")
                    .post(keys)
                    .statusCode(403);
            as(token).delete(keys + "/" + reader.id()).statusCode(403).body("error_code", equalTo("Forbidden"));
        }
    }

    @Nested
    class The_owner_of_another_project {
        @Test
        void finds_nothing() {
            String token = given.accessToken();
            as(token).get(keys).statusCode(404).body("error_code", equalTo("ProjectNotFound"));
            as(token)
                    .body("{\"name\":\"n\",\"role\":\"GROUP_OWNER\"}")
                    .post(keys)
                    .statusCode(404);
            as(token).delete(keys + "/" + owner.id()).statusCode(404);
            assertThat(Given.await(ApiKey.count(new Document("project", owner.key().project))))
                    .isEqualTo(1);
        }
    }

    @SafeVarargs
    private static <T> List<T> atOnce(java.util.function.Supplier<T>... calls) {
        List<CompletableFuture<T>> running =
                Stream.of(calls).map(CompletableFuture::supplyAsync).toList();
        return running.stream().map(CompletableFuture::join).toList();
    }
}
