package io.valise.auth;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.testing.Answer;
import io.valise.testing.AtOnce;
import io.valise.testing.InProcess;
import io.valise.testing.Request;
import io.valise.testing.UnusualSettings;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@InProcess("settings of its own, and the clock that tests move")
@TestProfile(UnusualSettings.class)
class SignInAttemptsTest {
    private static final String LOGIN = Gate.ADMIN + "/auth/providers/mongodb-cloud/login";
    private static final String PROJECTS = "/api/public/v1.0/groups";
    private static final int MANY = 300;

    @Inject
    Given given;

    @Inject
    TestClock clock;

    @Inject
    SignInAttempts attempts;

    @Inject
    SignInSettings settings;

    private Given.Holder owner;

    @BeforeEach
    void anOwner() {
        // Let the failures of earlier tests expire.
        clock.advance(Duration.ofHours(2));
        clock.stop();
        attempts.forget();
        owner = given.ownerOfNewProject();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private Answer login(String publicKey, String privateKey) {
        return login(publicKey, privateKey, "192.0.2.1");
    }

    private Answer login(String publicKey, String privateKey, String forwardedFor) {
        return given().contentType("application/json")
                .header("X-Forwarded-For", forwardedFor)
                .body(Map.of("username", publicKey, "apiKey", privateKey))
                .post(LOGIN);
    }

    private HttpRequest attempt(String publicKey, String privateKey) {
        return HttpRequest.newBuilder(URI.create(Request.server() + LOGIN))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"username\":\"" + publicKey + "\",\"apiKey\":\"" + privateKey + "\"}"))
                .build();
    }

    private static List<Integer> atOnce(int times, IntFunction<HttpRequest> request) {
        return AtOnce.statuses(IntStream.range(0, times).mapToObj(request).toList());
    }

    private String known() {
        return owner.pair().publicKey();
    }

    private String right() {
        return owner.pair().privateKey().reveal();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void are_delayed_longer_with_each_failure_whether_the_key_is_known_or_not(boolean isKnown) {
        String key = isKnown ? known() : "nobody-s";
        for (int i = 0; i < 3; i++) {
            login(key, "wrong").error(401, "AuthError");
        }
        login(key, "wrong").error(429, "TooManyAttempts").header("Retry-After", "1");
        clock.advance(Duration.ofSeconds(1));
        login(key, "wrong").statusCode(401);
        login(key, "wrong").error(429, "TooManyAttempts").header("Retry-After", "2");
        clock.advance(Duration.ofSeconds(2));
        login(key, "wrong").statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void made_concurrently_get_no_more_checks_than_made_one_after_the_other(boolean isKnown) {
        String key = isKnown ? known() : "nobody-s";
        List<Integer> answers = atOnce(MANY, i -> attempt(key, "wrong"));
        assertThat(Collections.frequency(answers, 401)).isEqualTo(3);
        assertThat(Collections.frequency(answers, 429)).isEqualTo(MANY - 3);
    }

    @Test
    void made_concurrently_with_the_right_key_wait_for_each_other_and_are_not_refused() {
        assertThat(atOnce(20, i -> attempt(known(), right()))).containsOnly(200);
    }

    @Test
    void with_the_right_key_are_refused_after_failures_of_their_own_pair_and_then_start_afresh() {
        for (int i = 0; i < 3; i++) {
            login(known(), "wrong").statusCode(401);
        }
        login(known(), right()).error(429, "TooManyAttempts");
        clock.advance(Duration.ofSeconds(1));
        login(known(), right()).statusCode(200);
        login(known(), "wrong").statusCode(401);
        login(known(), "wrong").statusCode(401);
        login(known(), right()).statusCode(200);
    }

    @Test
    void with_the_right_key_are_not_refused_after_failures_of_others_at_their_address() {
        assertThat(atOnce(
                        MANY, i -> attempt(i == MANY / 2 ? known() : "guess-" + i, i == MANY / 2 ? right() : "wrong")))
                .containsOnly(200, 401)
                .containsOnlyOnce(200);
        String other = given.ownerOfNewProject().pair().publicKey();
        // From the proxy's own address, like the earlier attempts.
        login(other, "wrong", "127.0.0.1").statusCode(401);
        login(known(), "wrong", "127.0.0.1").statusCode(401);
        login(known(), right(), "127.0.0.1").statusCode(200);
    }

    @Test
    void with_the_right_key_do_not_wait_for_others_at_their_address() {
        for (int i = 0; i < 50; i++) {
            Given.await(attempts.look(
                    "guess-" + i, "192.0.2.4", () -> Uni.createFrom().nullItem()));
        }
        Cancellable unused = attempts.look(
                        "guess", "192.0.2.4", () -> Uni.createFrom().nothing())
                .subscribe()
                .with(none -> {});
        assertThat(attempts.look(known(), "192.0.2.4", () -> Uni.createFrom().item(owner.key()))
                        .subscribeAsCompletionStage())
                .succeedsWithin(Duration.ofSeconds(5))
                .isEqualTo(owner.key());
    }

    @Test
    void that_never_end_release_their_places() {
        SignInAttempts impatient = new SignInAttempts();
        impatient.settings = settings;
        impatient.clock = clock;
        impatient.longestLook = Duration.ofMillis(10);
        List<CompletableFuture<ApiKey>> stuck = Stream.generate(() -> impatient
                        .look(known(), "192.0.2.5", () -> Uni.createFrom().nothing())
                        .subscribeAsCompletionStage())
                .limit(10)
                .toList();
        stuck.forEach(look -> assertThat(look)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .satisfies(failure -> assertThat(ApiException.is(failure, ErrorCode.StoreUnavailable))
                        .isTrue()));
        ApiKey key = owner.key();
        assertThat(Given.await(impatient.look(
                        known(), "192.0.2.5", () -> Uni.createFrom().item(key))))
                .isEqualTo(key);
    }

    @Test
    void are_counted_by_the_address_that_the_proxy_saw_whatever_the_client_claims() {
        for (int i = 0; i < 3; i++) {
            login(known(), "wrong", "198.51.100." + i + ", 203.0.113.7, 10.1.2.3")
                    .statusCode(401);
        }
        login(known(), right(), "198.51.100.9, 203.0.113.7, 10.1.2.3").statusCode(429);
        String access = login(known(), right(), "203.0.113.7, 203.0.113.8")
                .statusCode(200)
                .path("access_token");
        given().header("Authorization", "Bearer " + access)
                .get(Gate.ADMIN + "/groups/" + owner.project() + "/audit")
                .statusCode(200)
                .body("[?(@.action == 'session.login' && @.result == 'ok')].address", contains("203.0.113.8"));
    }

    @Test
    void from_one_IPv6_network_are_counted_together() {
        for (int i = 0; i < 3; i++) {
            login(known(), "wrong", "2001:db8:1:2::" + i).statusCode(401);
        }
        login(known(), right(), "2001:db8:1:2:ffff::9").statusCode(429);
        login(known(), right(), "2001:db8:1:3::1").statusCode(200);
    }

    @Test
    void by_digest_count_as_well() {
        HttpRequest guess = HttpRequest.newBuilder(URI.create(Request.server() + PROJECTS))
                .header("Authorization", digest(UnusualSettings.ROOT + PROJECTS))
                .build();
        List<Integer> answers = atOnce(MANY, i -> guess);
        assertThat(Collections.frequency(answers, 401)).isEqualTo(3);
        assertThat(Collections.frequency(answers, 429)).isEqualTo(MANY - 3);
        // A request without credentials is not an attempt.
        given().get(PROJECTS).statusCode(401);
    }

    private String digest(String uri) {
        String challenge = given().get(PROJECTS).header("WWW-Authenticate");
        String nonce = challenge.replaceAll(".*nonce=\"([^\"]+)\".*", "$1");
        return "Digest username=\"" + known() + "\", realm=\"" + KeyPair.REALM + "\", nonce=\"" + nonce + "\", uri=\""
                + uri + "\", response=\"9b151efaffb8a3b5a5b5269141a18280\", algorithm=MD5, cnonce=\"c0ffee\", qop=auth,"
                + " nc=00000001";
    }

    @Test
    void are_counted_even_if_the_client_disconnects() {
        for (int i = 0; i < 3; i++) {
            CompletableFuture<ApiKey> look = new CompletableFuture<>();
            attempts.look("key", "192.0.2.2", () -> Uni.createFrom().completionStage(look))
                    .subscribe()
                    .with(none -> {})
                    .cancel();
            look.complete(null);
        }
        assertThat(refused(() -> Given.await(
                        attempts.look("key", "192.0.2.2", () -> Uni.createFrom().nullItem()))))
                .isTrue();
    }

    @Test
    void that_fail_because_of_the_store_are_not_counted() {
        for (int i = 0; i < 10; i++) {
            assertThat(refused(() -> Given.await(attempts.look(
                            "key", "192.0.2.3", () -> Uni.createFrom().failure(new IllegalStateException())))))
                    .isFalse();
        }
        Given.await(attempts.look("key", "192.0.2.3", () -> Uni.createFrom().nullItem()));
    }

    private static boolean refused(Runnable attempt) {
        try {
            attempt.run();
            throw new AssertionError("it was looked at");
        } catch (RuntimeException failure) {
            return ApiException.is(failure, ErrorCode.TooManyAttempts);
        }
    }

    @Test
    void that_succeed_are_limited_too() {
        assertThat(atOnce(60, i -> attempt(known(), right())))
                .containsOnly(200, 429)
                .contains(200, 429);
        Given.Holder another = given.ownerOfNewProject();
        login(another.pair().publicKey(), another.pair().privateKey().reveal()).statusCode(200);
    }

    @Test
    void that_succeed_end_the_oldest_sessions_of_their_key_beyond_its_limit() {
        Given.Holder another = given.ownerOfNewProject();
        Given.Tokens untouched = given.login(another);
        Given.Tokens oldest = given.login(owner);
        String profile = Gate.ADMIN + "/auth/profile";
        as(oldest.access()).get(profile).statusCode(200);
        List<Given.Tokens> newer =
                Stream.generate(() -> given.login(owner)).limit(3).toList();
        as(oldest.access()).get(profile).error(401, "InvalidSession");
        as(oldest.refresh()).post(Gate.ADMIN + "/auth/session").error(401, "InvalidSession");
        Stream.concat(newer.stream(), Stream.of(untouched))
                .forEach(tokens -> as(tokens.access()).get(profile).statusCode(200));
    }

    private static Request as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
