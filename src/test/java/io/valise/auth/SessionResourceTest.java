package io.valise.auth;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.jwt.JwtHmacKey;
import com.google.crypto.tink.jwt.RawJwt;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.crypto.Keysets;
import io.valise.testing.Answer;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Request;
import io.valise.testing.TestStore;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnAnyStore
@QuarkusTest
class SessionResourceTest {
    private static final String SESSION = Gate.ADMIN + "/auth/session";
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    @Inject
    Given given;

    @Inject
    Tokens tokens;

    @Inject
    Keysets keysets;

    @Inject
    TestClock clock;

    @TestHTTPResource("/")
    URI server;

    private Given.Holder owner;
    private Given.Tokens session;

    @BeforeEach
    void login() {
        clock.reset();
        owner = given.ownerOfNewProject();
        session = given.login(owner);
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    private static Request as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static Answer profile(String token) {
        return as(token).get(Gate.ADMIN + "/auth/profile");
    }

    private static void refused(Answer answer, String sentence) {
        answer.statusCode(401).body("error_code", equalTo("InvalidSession")).body("error", containsString(sentence));
    }

    @Nested
    class Renewing {
        @Test
        void gives_another_access_token_that_works() {
            String renewed = as(session.refresh())
                    .post(SESSION)
                    .statusCode(201)
                    .header("Content-Type", "application/json")
                    .body("length()", equalTo(1))
                    .path("access_token");
            profile(renewed).statusCode(200);
            profile(session.access()).statusCode(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\r\n",
                    "Content-Length: 0\r\n\r\n",
                    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
                    "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
                    "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"name\":\"x\"}",
                    "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"name\":\"x\"}\r\n0\r\n\r\n",
                    "Content-Length: 2\r\n\r\n{}"
                })
        void accepts_any_body(String rest) throws Exception {
            String answer = RawHttp.send(
                    server,
                    "POST " + SESSION + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + session.refresh() + "\r\n" + rest);
            assertThat(answer).startsWith("HTTP/1.1 201 ").contains("\"access_token\"");
        }

        @Test
        void with_an_access_token_is_refused() {
            refused(as(session.access()).post(SESSION), "invalid refresh token: incorrect token type");
        }

        @Test
        void with_an_unknown_token_is_refused() {
            refused(as("vrf_unknown").post(SESSION), "invalid session: failed to find refresh token");
        }

        @Test
        void without_a_token_is_refused() {
            refused(given().post(SESSION), "invalid session");
        }

        @Test
        @InProcess("the clock that tests move")
        void works_until_the_sixtieth_day_and_not_after() {
            clock.advance(Duration.ofDays(60).minusMinutes(1));
            as(session.refresh()).post(SESSION).statusCode(201);
            clock.advance(Duration.ofMinutes(1));
            refused(as(session.refresh()).post(SESSION), "invalid session: failed to find refresh token");
        }

        @Test
        void is_refused_once_the_key_is_removed() {
            Given.await(ApiKey.deleteById(owner.key().id));
            refused(as(session.refresh()).post(SESSION), "invalid session");
        }
    }

    @Nested
    class Ending {
        @Test
        void invalidates_the_refresh_token_and_every_access_token_made_from_it() {
            String renewed = as(session.refresh()).post(SESSION).path("access_token");
            as(session.refresh()).delete(SESSION).statusCode(204);
            refused(as(session.refresh()).post(SESSION), "invalid session: failed to find refresh token");
            refused(as(session.refresh()).delete(SESSION), "invalid session: failed to find refresh token");
            refused(profile(session.access()), "invalid session");
            refused(profile(renewed), "invalid session");
        }

        @Test
        void takes_effect_at_once_for_a_token_that_was_just_used() {
            for (int i = 0; i < 5; i++) {
                Given.Tokens another = given.login(owner);
                profile(another.access()).statusCode(200);
                as(another.refresh()).delete(SESSION).statusCode(204);
                refused(profile(another.access()), "invalid session: the session has ended");
            }
        }

        @Test
        void leaves_the_key_s_other_sessions_alone() {
            Given.Tokens other = given.login(owner);
            as(session.refresh()).delete(SESSION).statusCode(204);
            profile(other.access()).statusCode(200);
        }

        @Test
        void accepts_only_a_refresh_token() {
            refused(as(session.access()).delete(SESSION), "invalid refresh token: incorrect token type");
            refused(given().delete(SESSION), "invalid session");
            profile(session.access()).statusCode(200);
        }
    }

    @Nested
    class An_access_token {
        @Test
        @InProcess("the clock that tests move")
        void is_valid_for_thirty_minutes() {
            clock.advance(Duration.ofMinutes(30).minus(A_MOMENT));
            profile(session.access()).statusCode(200);
            clock.advance(A_MOMENT);
            refused(profile(session.access()), "invalid session: access token expired");
        }

        @Test
        @InProcess("the clock that tests move")
        void ends_with_its_session() {
            clock.advance(Duration.ofDays(60).minusMinutes(10));
            String late = as(session.refresh()).post(SESSION).path("access_token");
            clock.advance(Duration.ofMinutes(10));
            refused(profile(late), "invalid session");
        }

        @Test
        void names_the_key_and_not_the_project_or_the_role() {
            String claims = text(session.access().split("\\.")[1]);
            assertThat(Document.parse(claims).keySet()).containsExactlyInAnyOrder("sub", "sid", "iat", "exp");
            assertThat(Document.parse(claims)).containsEntry("sub", owner.id());
        }

        @Test
        void is_valid_on_another_instance_and_after_a_restart() {
            Tokens restarted = new Tokens();
            restarted.keysets = keysets;
            assertThat(Given.await(restarted.verify(Tokens.Type.ACCESS, session.access())))
                    .isPresent();
        }

        @Test
        @InProcess("no route replaces a credential")
        void of_a_key_whose_credential_was_replaced_is_refused_at_once() {
            profile(session.access()).statusCode(200);
            Given.await(given.keys.replaceCredential(owner.key(), KeyPair.generate(given.random)));
            refused(profile(session.access()), "invalid session");
            refused(as(session.refresh()).post(SESSION), "invalid session");
        }
    }

    @Nested
    class A_forger {
        @Test
        void cannot_change_any_part_of_a_token() {
            String token = session.access();
            for (int i = 0; i < token.length() - 1; i++) { // the last character contains unused bits
                char other = token.charAt(i) == 'A' ? 'B' : 'A';
                String forged = token.substring(0, i) + other + token.substring(i + 1);
                assertThat(Given.await(tokens.verify(Tokens.Type.ACCESS, forged)))
                        .as("at %d", i)
                        .isEmpty();
            }
        }

        @Test
        void cannot_use_a_key_of_its_own() throws Exception {
            String[] parts = session.access().split("\\.");
            String forged = signed(parts[0] + "." + parts[1], "HmacSHA256", new byte[32]);
            refused(profile(forged), "invalid session");
        }

        @Test
        void cannot_leave_the_signature_out() {
            String[] parts = session.access().split("\\.");
            refused(profile(parts[0] + "." + parts[1] + "."), "invalid session");
            refused(profile(header("none") + "." + parts[1] + "."), "invalid session");
            refused(profile(header("none") + "." + parts[1]), "invalid session");
        }

        @ParameterizedTest
        @CsvSource({"HS512,HmacSHA512", "HS384,HmacSHA384", "RS256,HmacSHA256", "ES256,HmacSHA256", "none,HmacSHA256"})
        void cannot_change_the_algorithm_even_with_the_real_key(String name, String algorithm) throws Exception {
            String claims = session.access().split("\\.")[1];
            refused(profile(signed(header(name) + "." + claims, algorithm, trueKey())), "invalid session");
        }

        @Test
        void would_succeed_with_the_real_key_which_shows_that_these_tests_work() throws Exception {
            String claims = session.access().split("\\.")[1];
            profile(signed(header("HS256") + "." + claims, "HmacSHA256", trueKey()))
                    .statusCode(200);
        }

        @Test
        void cannot_use_another_kind_of_token_as_an_access_token() {
            RawJwt.Builder claims = RawJwt.newBuilder()
                    .addStringClaim("sid", new ObjectId().toHexString())
                    .setExpiration(clock.instant().plusSeconds(60));
            refused(profile(Given.await(tokens.sign(Tokens.Type.NONCE, claims))), "invalid session");
        }

        private byte[] trueKey() throws Exception {
            String keyset = Given.await(tokens.keyset()).reveal();
            var handle = TinkJsonProtoKeysetFormat.parseKeyset(keyset, InsecureSecretKeyAccess.get());
            return ((JwtHmacKey) handle.getPrimary().getKey()).getKeyBytes().toByteArray(InsecureSecretKeyAccess.get());
        }

        /** The real header, including the key id, with another algorithm. */
        private String header(String algorithm) {
            String header = text(session.access().split("\\.")[0]);
            assertThat(header).contains("\"HS256\"");
            return base64(header.replace("\"HS256\"", "\"" + algorithm + "\"").getBytes(StandardCharsets.UTF_8));
        }

        private static String signed(String content, String algorithm, byte[] key) throws Exception {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    @InProcess("the clock that tests move")
    void the_sweep_removes_only_the_sessions_that_have_expired() {
        Given.await(Session.removeExpired(clock.instant().plus(Duration.ofDays(61))));
        Given.Tokens old = given.login(owner);
        clock.advance(Duration.ofDays(30));
        Given.Tokens young = given.login(owner);
        clock.advance(Duration.ofDays(30));
        assertThat(Given.await(Session.removeExpired(clock.instant()))).isEqualTo(1);
        as(old.refresh()).post(SESSION).statusCode(401);
        as(young.refresh()).post(SESSION).statusCode(201).body("access_token", matchesPattern(".+"));
    }

    @Test
    @InProcess("the store's indexes")
    void a_store_with_ttl_indexes_removes_them_by_itself() {
        var expiry = Given.await(
                        Session.mongoCollection().listIndexes().collect().asList())
                .stream()
                .filter(index -> index.get("key").equals(new Document("expiresAt", 1)))
                .toList();
        assertThat(expiry).hasSize(1);
        if (TestStore.isServer()) {
            assertThat(((Number) expiry.get(0).get("expireAfterSeconds")).longValue())
                    .isZero();
        }
    }

    private static String text(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
