package io.valise.auth;

import static io.restassured.RestAssured.given;
import static io.valise.testing.Api.error;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@InProcess("settings of its own, and the clock that tests move")
@TestProfile(SignInAttemptsTest.Strict.class)
class SignInAttemptsTest {
    /** Three failures a key, and six an address, are free; the first is forgotten after an hour. */
    public static class Strict implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("valise.sign-in.free-per-key", "3", "valise.sign-in.free-per-address", "6");
        }
    }

    private static final String LOGIN = Gate.ADMIN + "/auth/providers/mongodb-cloud/login";

    @Inject
    Given given;

    @Inject
    TestClock clock;

    @Inject
    SignInAttempts attempts;

    private Given.Holder owner;

    @BeforeEach
    void anOwner() {
        // All that earlier tests have failed with is long ago.
        clock.advance(Duration.ofHours(2));
        attempts.forget();
        owner = given.ownerOfNewProject();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private ValidatableResponse login(String publicKey, String privateKey) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("username", publicKey, "apiKey", privateKey))
                .post(LOGIN)
                .then();
    }

    private String known() {
        return owner.pair().publicKey();
    }

    private String right() {
        return owner.pair().privateKey().reveal();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void are_delayed_longer_with_each_failure_be_the_key_known_or_not(boolean isKnown) {
        String key = isKnown ? known() : "nobody-s";
        for (int i = 0; i < 4; i++) {
            login(key, "wrong").spec(error(401, "AuthError"));
        }
        login(key, "wrong").spec(error(429, "TooManyAttempts")).header("Retry-After", "1");
        clock.advance(Duration.ofSeconds(1));
        login(key, "wrong").statusCode(401);
        login(key, "wrong").spec(error(429, "TooManyAttempts")).header("Retry-After", "2");
        clock.advance(Duration.ofSeconds(2));
        login(key, "wrong").statusCode(401);
    }

    @Test
    void with_the_right_key_wait_as_well_and_then_begin_anew() {
        for (int i = 0; i < 4; i++) {
            login(known(), "wrong").statusCode(401);
        }
        login(known(), right()).spec(error(429, "TooManyAttempts"));
        clock.advance(Duration.ofSeconds(1));
        login(known(), right()).statusCode(200);
        login(known(), "wrong").statusCode(401);
        login(known(), "wrong").statusCode(401);
        login(known(), right()).statusCode(200);
    }

    @Test
    void with_many_keys_are_delayed_by_their_address() {
        for (int i = 0; i < 7; i++) {
            login("guess-" + i, "wrong").statusCode(401);
        }
        login("guess-7", "wrong").spec(error(429, "TooManyAttempts")).header("Retry-After", "1");
        clock.advance(Duration.ofSeconds(1));
        login(known(), right()).statusCode(200);
    }

    @Test
    void by_digest_count_as_well() {
        String projects = "/api/public/v1.0/groups";
        for (int i = 0; i < 4; i++) {
            given().header("Authorization", digest(projects))
                    .get(projects)
                    .then()
                    .statusCode(401);
        }
        given().header("Authorization", digest(projects)).get(projects).then().spec(error(429, "TooManyAttempts"));
        // Whoever shows nothing yet has not tried.
        given().get(projects).then().statusCode(401);
    }

    private String digest(String uri) {
        return "Digest username=\"" + known() + "\", realm=\"" + KeyPair.REALM + "\", nonce=\"x\", uri=\"" + uri
                + "\", response=\"9b151efaffb8a3b5a5b5269141a18280\", algorithm=MD5, cnonce=\"c0ffee\", qop=auth,"
                + " nc=00000001";
    }
}
