package io.valise.drafts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.RawHttp;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnAnyStore
@QuarkusTest
class DraftsResourceTest {
    @Inject
    Given given;

    @TestHTTPResource("/")
    URI server;

    private Api app;

    @BeforeEach
    void someone() {
        app = Api.withNewApp(given.accessToken(), "app");
    }

    /** Everything that a caller can read of the app. */
    private static Map<String, String> everything(Api caller) {
        Map<String, String> seen = new HashMap<>();
        for (String route : List.of("", "/description", "/secrets", "/values", "/environment_values", "/deployments")) {
            seen.put(route, caller.get(route).statusCode(200).asString());
        }
        seen.put("/apps", caller.request().get(caller.apps()).asString());
        caller.read("/values")
                .getList("[*]._id")
                .forEach(id ->
                        seen.put("value " + id, caller.get("/values/" + id).asString()));
        caller.read("/environment_values")
                .getList("[*]._id")
                .forEach(id -> seen.put(
                        "environment value " + id,
                        caller.get("/environment_values/" + id).asString()));
        return seen;
    }

    @Nested
    class Opening {
        @Test
        void returns_the_draft_and_lists_only_it() {
            String user = app.request().get(Api.PREFIX + "/auth/profile").getString("user_id");
            app.get("/drafts").statusCode(200).body("", is(List.of()));
            String id = app.request()
                    .post(app.path("/drafts"))
                    .statusCode(201)
                    .body("_id", matchesPattern("[0-9a-f]{24}"))
                    .body("user_id", is(user))
                    .body("app._id", is(app.app()))
                    .body("app.keys()", hasSize(12))
                    .body("kind", is("API"))
                    .body("base", is(0))
                    .body("created_at", instanceOf(Integer.class))
                    .body("modified_at", instanceOf(Integer.class))
                    .body("etag", matchesPattern("\"[!#-~]+\""))
                    .body("keys()", hasSize(8))
                    .path("_id");
            app.get("/drafts").statusCode(200).body("", hasSize(1)).body("[0]._id", is(id));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\r\n",
                    "Content-Length: 0\r\n\r\n",
                    "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
                    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                    "Content-Length: 2\r\n\r\n{}",
                    "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}",
                    "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"name\":\"x\"}\r\n0\r\n\r\n",
                    "Content-Type: application/json\r\nContent-Length: 4\r\n\r\nnull",
                    "Content-Type: application/json\r\nContent-Length: 23\r\n\r\n{\"name\":null,\"more\":[]}"
                })
        void and_deploying_work_with_or_without_a_body(String headersAndBody) throws Exception {
            String opened = raw("/drafts", headersAndBody);
            assertThat(opened).startsWith("HTTP/1.1 201 ");
            String draft = app.read("/drafts").getString("[0]._id");
            assertThat(raw("/drafts/" + draft + "/deployment", headersAndBody)).startsWith("HTTP/1.1 201 ");
        }

        private String raw(String rest, String headersAndBody) throws Exception {
            return RawHttp.send(
                    server,
                    "POST " + app.path(rest) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + app.token() + "\r\n" + headersAndBody);
        }

        @Test
        void and_deploying_refuse_an_invalid_body() {
            for (String route : List.of("/drafts", "/drafts/" + new ObjectId() + "/deployment")) {
                app.post(route, "{").error(400, "MalformedJson");
                app.post(route, "{} x").error(400, "MalformedJson");
                app.post(route, "[]").error(400, "InvalidParameter");
                app.post(route, "{\"name\":5}").error(400, "InvalidParameter");
                app.post(route, "{\"name\":{}}").error(400, "InvalidParameter");
                for (String name : List.of("x".repeat(129), "a\u202eb", "a\nb")) {
                    app.post(route, Map.of("name", name))
                            .error(400, "InvalidParameter")
                            .body("details[0].field", equalTo("name"));
                }
            }
            for (String base : List.of("9223372036854775808", "1e400", "1e2", "1.0", "\"1\"")) {
                app.post("/drafts", "{\"base\":" + base + "}")
                        .error(400, "InvalidParameter")
                        .body("details[0].field", equalTo("base"));
            }
            app.get("/drafts").body("", empty());
        }

        @Test
        void a_second_one_is_refused() {
            String draft = app.draft();
            app.request().post(app.path("/drafts")).error(409, "DraftAlreadyExists");
            assertThat(app.read("/drafts").getString("[0]._id")).isEqualTo(draft);
            app.colleague().draft();
            app.anotherApp("other").draft();
        }

        @RepeatedTest(5)
        void succeeds_for_only_one_of_many_concurrent_requests() {
            List<Integer> statuses = IntStream.range(0, 6)
                    .parallel()
                    .mapToObj(i -> app.request().post(app.path("/drafts")).statusCode())
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409);
            app.get("/drafts").body("", hasSize(1));
        }

        @Test
        void is_refused_for_readers() {
            Api reader = app.reader();
            reader.request().post(app.path("/drafts")).error(403, "Forbidden");
            reader.get("/drafts").statusCode(200).body("", empty());
        }
    }

    @Nested
    class An_open_draft {
        @Test
        void hides_every_change_from_everybody_else() {
            String secret = app.secret("s-changed", MadeUp.content("1"));
            String unused = app.secret("s-deleted", MadeUp.content("2"));
            String value = app.value("v-changed", 1);
            String deleted = app.value("v-deleted", 2);
            String url = app.environmentValue("e-changed", Map.of("qa", 1));
            String gone = app.environmentValue("e-deleted", Map.of());
            Api colleague = app.colleague();
            Map<String, String> before = everything(colleague);
            int revision = app.revision();

            app.draft();
            app.secret("s-created", MadeUp.content("3"));
            app.put("/secrets/" + secret, Map.of("name", "s-renamed", "value", MadeUp.content("4")));
            app.delete("/secrets/" + unused).statusCode(204);
            app.value("v-created", 3);
            app.link("v-linked", "s-created");
            app.put("/values/" + value, Map.of("name", "v-changed", "value", 4)).statusCode(200);
            app.delete("/values/" + deleted).statusCode(204);
            app.environmentValue("e-created", Map.of("qa", 3));
            app.put("/environment_values/" + url, Map.of("name", "e-changed", "values", Map.of("qa", 4)))
                    .statusCode(200);
            app.delete("/environment_values/" + gone).statusCode(204);
            app.put("/environment", Map.of("environment", "qa")).statusCode(200);

            assertThat(everything(colleague)).isEqualTo(before);
            assertThat(app.names("/secrets")).containsExactly("s-created", "s-renamed");
            assertThat(app.names("/values")).containsExactly("v-changed", "v-created", "v-linked");
            assertThat(app.names("/environment_values")).containsExactly("e-changed", "e-created");
            app.get("/values/" + value).body("value", is(4));
            app.get("/values/" + deleted).error(404, "ValueNotFound");
            app.get("/environment_values/" + url).body("values.qa", is(4));
            app.get("").body("environment", is("qa"));
            app.request().get(app.apps()).body("[0].environment", is("qa"));
            app.get("/drafts").body("[0].app.environment", is("qa"));
            app.get("/description")
                    .body("environment", is("qa"))
                    .body("secrets", is(List.of("s-created", "s-renamed")))
                    .body("values", is(List.of("v-changed", "v-created", "v-linked")));
            assertThat(app.revision()).isEqualTo(revision);
        }

        @Test
        void shows_what_others_deploy_meanwhile_only_when_it_is_rebased() {
            Api colleague = app.colleague();
            String draft = app.draft();
            app.value("mine", 1);
            colleague.value("theirs", 2);
            assertThat(app.names("/values")).containsExactly("mine");
            assertThat(colleague.names("/values")).containsExactly("theirs");
            app.request().post(app.path("/drafts/" + draft + "/rebase")).statusCode(200);
            assertThat(app.names("/values")).containsExactly("mine", "theirs");
        }

        @Test
        void is_joined_only_by_changes_that_succeed() {
            app.value("taken", 1);
            String draft = app.draft();
            app.post("/values", Map.of("name", "taken", "value", 2)).statusCode(409);
            app.post("/values", Map.of("name", "-", "value", 2)).statusCode(400);
            app.delete("/values/" + new ObjectId()).statusCode(404);
            app.deploy(draft);
            assertThat(app.names("/values")).containsExactly("taken");
        }

        @Test
        void belongs_to_this_app_only() {
            app.draft();
            Api other = app.anotherApp("other");
            other.value("live", 1);
            assertThat(other.revision()).isEqualTo(1);
        }

        @Test
        void takes_all_of_many_concurrent_changes() {
            String draft = app.draft();
            List<Integer> statuses = IntStream.range(0, 24)
                    .parallel()
                    .mapToObj(i -> app.post("/values", Map.of("name", "v" + i, "value", i))
                            .statusCode())
                    .toList();
            assertThat(statuses).hasSize(24).containsOnly(201);
            app.deploy(draft);
            assertThat(app.colleague().names("/values")).hasSize(24);
            assertThat(app.revision()).isEqualTo(1);
        }
    }

    @Nested
    class Discarding {
        @Test
        void leaves_the_app_unchanged_for_everybody() {
            app.value("live", 1);
            Map<String, String> before = everything(app);
            String draft = app.draft();
            app.value("drafted", 2);
            app.put("/environment", Map.of("environment", "qa"));
            app.delete("/drafts/" + draft).statusCode(204).body(is(""));
            assertThat(everything(app)).isEqualTo(before);
            app.get("/drafts").body("", empty());
            app.delete("/drafts/" + draft).error(404, "DraftNotFound");
            app.value("at-once", 3);
            assertThat(app.revision()).isEqualTo(2);
        }

        @Test
        void of_none_is_not_found() {
            app.draft();
            for (String id : List.of(new ObjectId().toHexString(), "no-id", app.app())) {
                app.delete("/drafts/" + id).error(404, "DraftNotFound");
                app.request().post(app.path("/drafts/" + id + "/deployment")).error(404, "DraftNotFound");
            }
            app.get("/deployments").body("", empty());
        }

        @Test
        void of_somebody_elses_is_not_found() {
            String draft = app.draft();
            app.value("drafted", 1);
            for (Api other : List.of(app.colleague(), app.anotherApp("other"))) {
                other.delete("/drafts/" + draft).error(404, "DraftNotFound");
                other.get("/drafts").body("", empty());
            }
            app.reader().delete("/drafts/" + draft).error(403, "Forbidden");
            app.deploy(draft);
        }

        @Test
        void of_another_app_is_not_found() {
            String draft = app.draft();
            Api other = app.anotherApp("other");
            other.get("/drafts/" + draft).error(404, "DraftNotFound");
            other.request().post(other.path("/drafts/" + draft + "/deployment")).error(404, "DraftNotFound");
            app.deploy(draft);
        }
    }
}
