package io.valise.auth;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Answer;
import io.valise.testing.InProcess;
import io.valise.testing.Request;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@InProcess("a route that only tests have")
class GateTest {
    @Inject
    Given given;

    @Inject
    TestClock clock;

    @TestHTTPResource("/")
    URI server;

    private Given.Holder owner;
    private String access;

    @BeforeEach
    void someone() {
        clock.reset();
        owner = given.ownerOfNewProject();
        access = given.login(owner).access();
    }

    private static Request as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static String probe(String project) {
        return Gate.ADMIN + "/groups/" + project + "/probe";
    }

    @Nested
    class An_owner {
        @Test
        void reads_and_writes_in_its_project() {
            as(access)
                    .get(probe(owner.project()))
                    .statusCode(200)
                    .body("user", equalTo(owner.id()))
                    .body("project", equalTo(owner.project()))
                    .body("role", equalTo("GROUP_OWNER"))
                    .body("origin", equalTo("API"));
            as(access).post(probe(owner.project())).statusCode(200);
        }

        @ParameterizedTest
        @CsvSource({"mongodb-baas-cli,CLI", "valise-console,UI", "valise-cli,VALISE", "something,API"})
        void is_known_by_the_client_it_uses(String header, String origin) {
            as(access)
                    .header("X-Baas-Request-Origin", header)
                    .get(probe(owner.project()))
                    .body("origin", equalTo(origin));
        }

        @Test
        void may_write_the_scheme_in_any_case() {
            given().header("Authorization", "bearer " + access)
                    .get(probe(owner.project()))
                    .statusCode(200);
        }

        @Test
        void cannot_tell_another_project_from_a_missing_one() {
            String other = given.ownerOfNewProject().project();
            String none = new ObjectId().toHexString();
            Answer foreign = as(access).get(probe(other));
            Answer unknown = as(access).get(probe(none));
            foreign.statusCode(404).body("error_code", equalTo("ProjectNotFound"));
            foreign.body("error", equalTo("project not found: \"" + other + "\""));
            assertThat(foreign.asString().replace(other, none)).isEqualTo(unknown.asString());
            assertThat(foreign.statusCode()).isEqualTo(unknown.statusCode());
            as(access).post(probe(other)).statusCode(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "0", "ZZZZZZZZZZZZZZZZZZZZZZZZ", "a%22b", "%F0%9F%98%80"})
        void gets_a_404_for_a_malformed_id(String id) {
            as(access).get(probe(id)).statusCode(404).body("error_code", equalTo("ProjectNotFound"));
        }

        @Test
        void gets_a_404_for_its_own_id_in_upper_case() {
            String upper = owner.project().toUpperCase(java.util.Locale.ROOT);
            if (!upper.equals(owner.project())) {
                as(access).get(probe(upper)).statusCode(404);
            }
        }

        @Test
        void gets_a_404_for_an_unknown_route() {
            as(access).get(Gate.ADMIN + "/no/such/route").statusCode(404).body("error_code", equalTo("NotFound"));
        }

        @Test
        void gets_a_405_for_an_unsupported_method() {
            as(access).put(probe(owner.project())).statusCode(405).body("error_code", equalTo("MethodNotAllowed"));
        }

        @Test
        void has_a_profile() {
            as(access)
                    .get(Gate.ADMIN + "/auth/profile")
                    .statusCode(200)
                    .body("user_id", equalTo(owner.id()))
                    .body("domain_id", equalTo(owner.project()))
                    .body("identities", hasSize(1))
                    .body("identities[0].id", equalTo(owner.pair().publicKey()))
                    .body("identities[0].provider_type", equalTo("mongodb-cloud"))
                    .body("identities[0].provider_id", equalTo("000000000000000000000001"))
                    .body("data.name", equalTo("a key"))
                    .body("type", equalTo("normal"))
                    .body("roles", hasSize(1))
                    .body("roles[0].role_name", equalTo("GROUP_OWNER"))
                    .body("roles[0].group_id", equalTo(owner.project()));
        }
    }

    @Test
    void is_never_mistaken_for_another_concurrent_caller() {
        List<Given.Holder> holders =
                Stream.generate(given::ownerOfNewProject).limit(8).toList();
        List<String> tokens =
                holders.stream().map(holder -> given.login(holder).access()).toList();
        IntStream.range(0, 240).parallel().forEach(i -> {
            Given.Holder holder = holders.get(i % 8);
            as(tokens.get(i % 8))
                    .get(probe(holder.project()))
                    .statusCode(200)
                    .body("user", equalTo(holder.id()))
                    .body("project", equalTo(holder.project()));
        });
    }

    @Nested
    class A_reader {
        @Test
        void reads_but_does_not_write() {
            String reader = given.login(given.key(owner.key().project, Role.GROUP_READ_ONLY))
                    .access();
            as(reader).get(probe(owner.project())).statusCode(200).body("role", equalTo("GROUP_READ_ONLY"));
            as(reader).head(probe(owner.project())).statusCode(200);
            as(reader).post(probe(owner.project())).statusCode(403).body("error_code", equalTo("Forbidden"));
        }

        @Test
        void writing_to_another_project_does_not_learn_that_it_exists() {
            String reader = given.login(given.key(owner.key().project, Role.GROUP_READ_ONLY))
                    .access();
            String other = given.ownerOfNewProject().project();
            as(reader).post(probe(other)).statusCode(404).body("error_code", equalTo("ProjectNotFound"));
        }
    }

    @Nested
    class A_stranger {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/auth/profile",
                    "/groups/6650c0ffee0123456789abce/probe",
                    "/groups/6650c0ffee0123456789abce/api_keys",
                    "/no/such/route",
                    "/auth/sessions",
                    "",
                    "/"
                })
        void is_asked_for_a_token_whatever_the_route(String route) {
            given().get(Gate.ADMIN + route).statusCode(401).body("error_code", equalTo("InvalidSession"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/api/%61dmin/v3.0/auth/profile",
                    "/api//admin/v3.0/auth/profile",
                    "//api/admin/v3.0/auth/profile",
                    "/api/public/../admin/v3.0/auth/profile",
                    "/api/admin/v3.0/auth/providers/../profile",
                    "/api/admin/v3.0/auth/providers/%2e%2e/profile",
                    "/api/admin/v3.0/auth/providers/..%2Fprofile",
                    "/api/admin/v3.0/auth/session/../profile",
                    "/api/admin/v3.0/auth/session;x=1/../profile",
                    "/api/admin/v3.0;x/auth/profile",
                    "/api/admin;x/v3.0/auth/profile",
                    "/api/admin/v3.0/./auth/profile"
                })
        void finds_no_way_around_it_by_spelling_the_path_differently(String path) throws Exception {
            String answer = RawHttp.send(server, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).matches("(?s)HTTP/1.1 (401|404|400) .*");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"Bearer", "Bearer ", "Basic dTpw", "Bearer vrt_abc", "Bearer vrf_abc", "Bearer a.b.c", "x"})
        void is_refused_with_anything_that_is_not_an_access_token(String header) {
            given().header("Authorization", header)
                    .get(probe(owner.project()))
                    .statusCode(401)
                    .header("Content-Type", "application/json")
                    .body("error_code", equalTo("InvalidSession"));
        }

        @Test
        void is_refused_with_a_refresh_token() {
            as(given.login(owner).refresh())
                    .get(probe(owner.project()))
                    .statusCode(401)
                    .body("error_code", equalTo("InvalidSession"));
        }

        @Test
        void is_refused_with_a_very_long_token() throws Exception {
            String long10k = "a".repeat(10_000);
            as(long10k).get(probe(owner.project())).statusCode(401);
            String answer = RawHttp.send(
                    server,
                    "GET " + probe(owner.project()) + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + "a".repeat(1_000_000) + "\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 431 ");
        }
    }
}
