package io.valise.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.auth.TestClock;
import io.valise.testing.Answer;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnAnyStore
@QuarkusTest
class AppsResourceTest {
    /** Every route of an existing app, with a valid body. */
    private static final List<List<String>> ROUTES = List.of(
            List.of("GET", ""),
            List.of("GET", "/description"),
            List.of("DELETE", ""),
            List.of("GET", "/secrets"),
            List.of("POST", "/secrets"),
            List.of("GET", "/values"),
            List.of("POST", "/values"),
            List.of("GET", "/environment_values"),
            List.of("POST", "/environment_values"),
            List.of("PUT", "/environment"),
            List.of("GET", "/drafts"),
            List.of("POST", "/drafts"),
            List.of("GET", "/deployments"),
            List.of("GET", "/deploy/config"),
            List.of("PATCH", "/deploy/config"));

    @Inject
    Given given;

    @Inject
    TestClock clock;

    private Api owner;

    @BeforeEach
    void someone() {
        clock.reset();
        owner = Api.of(given.accessToken());
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Answer create(Object body) {
        return owner.request().body(body).post(owner.apps());
    }

    @Nested
    class Creating {
        @Test
        void answers_the_app_with_its_defaults() {
            create(Map.of("name", "Shop_1"))
                    .statusCode(201)
                    .header("Content-Type", anyOf(equalTo("application/json"), containsString("application/json")))
                    .body("_id", matchesPattern("[0-9a-f]{24}"))
                    .body("client_app_id", matchesPattern("shop_1-[a-z]{5}"))
                    .body("name", equalTo("Shop_1"))
                    .body("group_id", equalTo(owner.project()))
                    .body("domain_id", matchesPattern("[0-9a-f]{24}"))
                    .body("location", equalTo("US-VA"))
                    .body("provider_region", equalTo("aws-us-east-1"))
                    .body("deployment_model", equalTo("GLOBAL"))
                    .body("environment", equalTo(""))
                    .body("product", equalTo("standard"))
                    .body("last_used", instanceOf(Integer.class))
                    .body("last_modified", instanceOf(Integer.class))
                    .body("keys()", hasSize(12));
        }

        @ParameterizedTest
        @ValueSource(strings = {"US-VA", "US-OR", "DE-FF", "IE", "AU", "IN-MB", "SG", "BR-SP"})
        void accepts_every_location(String location) {
            create(Map.of("name", "app", "location", location)).statusCode(201).body("location", is(location));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "development", "testing", "qa", "production"})
        void accepts_every_environment(String tag) {
            create(Map.of("name", "app", "environment", tag, "deployment_model", "LOCAL"))
                    .statusCode(201)
                    .body("environment", is(tag))
                    .body("deployment_model", is("LOCAL"));
        }

        @Test
        void takes_the_location_from_the_region_if_only_that_is_sent() {
            create(Map.of("name", "app", "provider_region", "aws-eu-west-1"))
                    .statusCode(201)
                    .body("location", is("IE"))
                    .body("provider_region", is("aws-eu-west-1"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "Z9", "a23456789012345678901234567890_-"})
        void accepts_names_at_the_limits(String name) {
            create(Map.of("name", name)).statusCode(201).body("name", is(name));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "1shop",
                    "-shop",
                    "_shop",
                    "sh op",
                    "shop\n",
                    "shöp",
                    "shop/../x",
                    "a234567890123456789012345678901_-"
                })
        void refuses_other_names(String name) {
            create(Map.of("name", name)).error(400, "InvalidParameter").body("details[0].field", is("name"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"name\":null}",
                    "{\"name\":7}",
                    "{\"name\":true}",
                    "{\"name\":[\"app\"]}",
                    "{\"name\":{}}",
                    "{\"name\":\"app\",\"location\":\"DE\"}",
                    "{\"name\":\"app\",\"location\":1}",
                    "{\"name\":\"app\",\"deployment_model\":\"global\"}",
                    "{\"name\":\"app\",\"environment\":\"staging\"}",
                    "{\"name\":\"app\",\"environment\":\"none\"}",
                    "{\"name\":\"app\",\"template_id\":\"todo\"}"
                })
        void refuses_other_fields(String body) {
            create(body).error(400, "InvalidParameter").body("details", hasSize(1));
        }

        @Test
        void names_all_fields_that_break_a_rule() {
            create("{\"name\":\"\",\"environment\":\"x\",\"deployment_model\":\"y\"}")
                    .error(400, "InvalidParameter")
                    .body("details[*].field", contains("deployment_model", "environment", "name"));
        }

        @Test
        void ignores_fields_that_it_does_not_know() {
            create("{\"name\":\"app\",\"_id\":\"x\",\"data_source\":{\"name\":\"a\"},\"more\":[1]}")
                    .statusCode(201);
        }

        @Test
        void refuses_a_name_that_is_taken_in_the_project() {
            create(Map.of("name", "shop")).statusCode(201);
            create(Map.of("name", "shop")).error(409, "AppAlreadyExists").body("error", containsString("\"shop\""));
            create(Map.of("name", "Shop")).statusCode(201);
            Api elsewhere = Api.withNewApp(given.accessToken(), "shop");
            assertThat(elsewhere.read("").getString("name")).isEqualTo("shop");
        }

        @RepeatedTest(3)
        void gives_a_name_to_only_one_of_many_concurrent_requests() {
            List<Integer> statuses = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> create(Map.of("name", "shop")).statusCode())
                    .sorted()
                    .toList();
            assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
        }

        @Test
        void leaves_an_app_at_revision_0_without_a_deployment() {
            Api app = owner.anotherApp("app");
            app.get("/deployments").statusCode(200).body("", empty());
        }
    }

    @Nested
    class Listing {
        @ParameterizedTest
        @CsvSource({
            ", 2",
            "?product=standard, 2",
            "?product=atlas, 0",
            "?product=data-api, 0",
            "?product=device-sync, 0",
            "'?product=standard,atlas', 2",
            "'?product=atlas,standard', 2",
            "'?product=atlas,data-api', 0"
        })
        void shows_the_apps_under_the_standard_product(String query, int apps) {
            owner.anotherApp("one");
            owner.anotherApp("two");
            owner.request()
                    .get(owner.apps() + (query == null ? "" : query))
                    .statusCode(200)
                    .body("", hasSize(apps));
        }

        @Test
        void shows_each_app_as_a_read_of_that_app_does() {
            Api app = owner.anotherApp("one");
            Map<String, Object> alone = app.read("").getMap("");
            Map<String, Object> listed = owner.request().get(owner.apps()).getMap("[0]");
            assertThat(listed).isEqualTo(alone);
        }

        @Test
        void shows_nothing_of_other_projects() {
            Api.withNewApp(given.accessToken(), "foreign");
            owner.request().get(owner.apps()).statusCode(200).body("", empty());
        }
    }

    @Nested
    class An_app {
        @Test
        void is_described() {
            Api app = owner.anotherApp("shop");
            app.secret("b", MadeUp.content("b"));
            app.secret("a", MadeUp.content("a"));
            app.value("greeting", "hello");
            app.environmentValue("url", Map.of());
            String clientAppId = app.read("").getString("client_app_id");
            app.get("/description")
                    .statusCode(200)
                    .body("client_app_id", is(clientAppId))
                    .body("name", is("shop"))
                    .body("realm_url", containsString(app.app()))
                    .body("environment", is(""))
                    .body("values", contains("greeting"))
                    .body("secrets", contains("a", "b"));
        }

        @Test
        @InProcess("the clock that tests move")
        void was_last_modified_by_its_last_deployment() {
            Api app = owner.anotherApp("shop");
            int before = app.read("").getInt("last_modified");
            clock.advance(Duration.ofSeconds(100));
            app.value("greeting", "hello");
            assertThat(app.read("").getInt("last_modified")).isBetween(before + 100, before + 130);
        }

        @Test
        void is_not_found_by_its_client_app_id() {
            Api app = owner.anotherApp("shop");
            String clientAppId = app.read("").getString("client_app_id");
            owner.to(clientAppId).get("").error(404, "AppNotFound");
        }

        @Test
        void of_another_project_is_answered_like_a_missing_one() {
            Api foreign = Api.withNewApp(given.accessToken(), "foreign");
            String none = new ObjectId().toHexString();
            for (List<String> route : ROUTES) {
                Answer there = request(owner.to(foreign.app()), route);
                Answer nowhere = request(owner.to(none), route);
                there.error(404, "AppNotFound");
                assertThat(there.asString().replace(foreign.app(), none)).isEqualTo(nowhere.asString());
                assertThat(names(there)).isEqualTo(names(nowhere));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x",
                    "6650c0ffee0123456789abc",
                    "6650c0ffee0123456789abcde",
                    "6650c0ffee0123456789abcg",
                    "%20"
                })
        void is_not_found_by_a_malformed_id(String id) {
            owner.to(id).get("").error(404, "AppNotFound");
        }

        @Test
        void can_be_read_but_not_changed_by_a_reader() {
            Api reader = owner.anotherApp("shop").reader();
            reader.get("").statusCode(200);
            reader.get("/description").statusCode(200);
            reader.delete("").error(403, "Forbidden");
            reader.request().body(Map.of("name", "mine")).post(reader.apps()).error(403, "Forbidden");
        }

        @Test
        void is_gone_with_everything_in_it_once_deleted() {
            Api app = owner.anotherApp("shop");
            app.secret("key", MadeUp.content("key"));
            app.link("linked", "key");
            app.draft();
            String inDraft = app.value("draft-only", 1);
            app.get("").statusCode(200);
            app.delete("").statusCode(204).body(is(""));

            for (List<String> route : ROUTES) {
                request(app, route).error(404, "AppNotFound");
            }
            app.get("/values/" + inDraft).error(404, "AppNotFound");
            owner.request().get(owner.apps()).body("", empty());
            Api again = owner.anotherApp("shop");
            again.get("/secrets").body("", empty());
            again.get("/drafts").body("", empty());
        }
    }

    private static Answer request(Api api, List<String> route) {
        return api.request()
                .body("{\"name\":\"a\",\"value\":\"b\",\"environment\":\"qa\"}")
                .send(route.get(0), api.path(route.get(1)));
    }

    private static List<String> names(Answer response) {
        return response.headers().map().keySet().stream().sorted().toList();
    }
}
