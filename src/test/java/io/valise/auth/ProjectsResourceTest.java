package io.valise.auth;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.crypto.Plaintext;
import io.valise.testing.Answer;
import io.valise.testing.AtOnce;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProjectsResourceTest {
    private static final String GROUPS = "/api/public/v1.0/groups";
    private static final Pattern CHALLENGE = Pattern.compile(
            "Digest realm=\"MMS Public API\", domain=\"\", nonce=\"([^\"]+)\", algorithm=MD5, qop=\"auth\", stale=false");

    @Inject
    Given given;

    @Inject
    TestClock clock;

    @TestHTTPResource("/")
    URI server;

    private Given.Holder owner;

    @BeforeEach
    void someone() {
        clock.reset();
        owner = given.ownerOfNewProject();
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    private static String nonce() {
        Answer challenged = given().get(GROUPS);
        Matcher challenge = CHALLENGE.matcher(challenged.header("WWW-Authenticate"));
        assertThat(challenge.matches()).isTrue();
        return challenge.group(1);
    }

    private static String digest(KeyPair pair, String nonce, String uri) {
        return digest(pair, nonce, uri, "00000001");
    }

    private static String digest(KeyPair pair, String nonce, String uri, String count) {
        String ha2 = KeyPair.md5("GET:" + uri);
        String response = KeyPair.md5(pair.ha1().reveal() + ":" + nonce + ":" + count + ":c0ffee:auth:" + ha2);
        return "Digest username=\"" + pair.publicKey() + "\", realm=\"MMS Public API\", nonce=\"" + nonce
                + "\", uri=\"" + uri + "\", response=\"" + response
                + "\", algorithm=MD5, cnonce=\"c0ffee\", qop=auth, nc=" + count;
    }

    private static Answer list(String authorization) {
        return given().header("Authorization", authorization).get(GROUPS);
    }

    private static Answer refused(Answer answer) {
        return answer.statusCode(401)
                .header("Content-Type", "application/json")
                .body("detail", equalTo("You are not authorized for this resource."))
                .body("error", equalTo(401))
                .body("errorCode", equalTo("UNAUTHORIZED"));
    }

    private void listsTheOneProject(Answer answer) {
        Project project = Given.await(given.documents.withId(Project.stored(), owner.key().project));
        answer.statusCode(200)
                .body("results", hasSize(1))
                .body("results[0].id", equalTo(owner.project()))
                .body("results[0].name", equalTo(project.name))
                .body("results[0].length()", equalTo(2))
                .body("links", hasSize(0))
                .body("totalCount", equalTo(1));
    }

    @Test
    void a_request_without_credentials_is_challenged_word_for_word() {
        Answer answer = given().get(GROUPS);
        refused(answer);
        assertThat(answer.headers().allValues("WWW-Authenticate")).hasSize(1);
        assertThat(answer.header("WWW-Authenticate")).matches(CHALLENGE);
        assertThat(nonce()).isNotEqualTo(nonce());
    }

    @Nested
    class The_holder_of_a_key {
        @Test
        void lists_its_projects_with_a_digest() {
            given.ownerOfNewProject();
            listsTheOneProject(list(digest(owner.pair(), nonce(), GROUPS)));
        }

        @Test
        void lists_them_with_a_query_too() {
            String uri = GROUPS + "?itemsPerPage=500&pageNum=1";
            given().header("Authorization", digest(owner.pair(), nonce(), uri))
                    .get(uri)
                    .statusCode(200);
        }

        @Test
        void lists_them_with_an_access_token() {
            listsTheOneProject(list("Bearer " + given.login(owner).access()));
        }

        @Test
        @InProcess("the clock that tests move")
        void is_told_to_refresh_an_expired_access_token() {
            String access = given.login(owner).access();
            clock.advance(Duration.ofMinutes(31));
            list("Bearer " + access).statusCode(401).body("error_code", equalTo("InvalidSession"));
        }

        @Test
        @InProcess("the clock that tests move")
        void is_told_that_the_nonce_is_stale() {
            String digest = digest(owner.pair(), nonce(), GROUPS);
            clock.advance(Duration.ofMinutes(6));
            String challenge = refused(list(digest)).header("WWW-Authenticate");
            assertThat(challenge).endsWith(", stale=true");
        }

        @Test
        void uses_a_nonce_again_only_with_a_higher_count() {
            String nonce = nonce();
            String first = digest(owner.pair(), nonce, GROUPS, "00000001");
            String second = digest(owner.pair(), nonce, GROUPS, "0000000a");
            list(first).statusCode(200);
            assertThat(refused(list(first)).header("WWW-Authenticate")).endsWith(", stale=true");
            list(second).statusCode(200);
            refused(list(second));
            refused(list(digest(owner.pair(), nonce, GROUPS, "00000009")));
        }

        @Test
        void is_answered_once_per_digest_even_if_it_is_sent_many_times_at_once() {
            HttpRequest overheard = HttpRequest.newBuilder(server.resolve(GROUPS))
                    .header("Authorization", digest(owner.pair(), nonce(), GROUPS))
                    .build();
            assertThat(AtOnce.statuses(Collections.nCopies(50, overheard)))
                    .containsOnlyOnce(200)
                    .containsOnly(200, 401);
        }

        @Test
        void lists_them_with_curl() throws Exception {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
            String answer = curl(owner.pair().privateKey().reveal());
            assertThat(Document.parse(answer)).containsEntry("totalCount", 1);
            assertThat(answer).contains(owner.project());
        }
    }

    @Nested
    class A_stranger {
        @Test
        void is_refused_by_curl_with_a_wrong_key() throws Exception {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
            assertThat(Document.parse(curl("wrong"))).containsEntry("error", 401);
        }

        @Test
        void cannot_tell_a_wrong_private_key_from_an_unknown_public_one() {
            KeyPair wrong = new KeyPair(owner.pair().publicKey(), Plaintext.of("wrong"));
            KeyPair unknown = new KeyPair("nosuchky", Plaintext.of("wrong"));
            String one = refused(list(digest(wrong, nonce(), GROUPS))).asString();
            String other = refused(list(digest(unknown, nonce(), GROUPS))).asString();
            assertThat(one).isEqualTo(other);
        }

        @Test
        void cannot_forge_a_nonce() {
            refused(list(digest(owner.pair(), "dcd98b7102dd2f0e8b11d0f600bfb0c093", GROUPS)));
            refused(list(digest(owner.pair(), given.login(owner).access(), GROUPS)));
        }

        @Test
        void cannot_use_a_digest_for_another_url() {
            refused(list(digest(owner.pair(), nonce(), GROUPS + "?x")));
        }

        @Test
        void is_refused_with_a_removed_key() {
            Given.await(ApiKey.deleteById(owner.key().id));
            refused(list(digest(owner.pair(), nonce(), GROUPS)));
        }
    }

    private String curl(String privateKey) throws IOException, InterruptedException {
        Process curl = new ProcessBuilder(
                        "/usr/bin/curl",
                        "-s",
                        "--digest",
                        "--user",
                        owner.pair().publicKey() + ":" + privateKey,
                        server.resolve(GROUPS).toString())
                .start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor()).isZero();
        return answer;
    }
}
