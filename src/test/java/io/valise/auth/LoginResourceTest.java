package io.valise.auth;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Place;
import io.valise.crypto.Plaintext;
import io.valise.crypto.SealedSecret;
import io.valise.crypto.Sealer;
import io.valise.testing.Answer;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class LoginResourceTest {
    private static final String LOGIN = Gate.ADMIN + "/auth/providers/mongodb-cloud/login";
    private static final String REFUSED =
            "failed to authenticate with MongoDB Cloud API: You are not authorized for this resource.";

    @Inject
    Given given;

    @Inject
    Sealer sealer;

    @Inject
    TestClock clock;

    private Given.Holder owner;

    @BeforeEach
    void someone() {
        clock.reset();
        owner = given.ownerOfNewProject();
    }

    private static Answer login(String body) {
        return given().contentType("application/json").body(body).post(LOGIN);
    }

    private static Answer login(String username, String apiKey) {
        return login("{\"username\":\"%s\",\"apiKey\":\"%s\"}".formatted(username, apiKey));
    }

    private String privateKey() {
        return owner.pair().privateKey().reveal();
    }

    @Test
    void anyone_can_list_the_only_provider() {
        given().get(Gate.ADMIN + "/auth/providers")
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body("$", hasSize(1))
                .body("[0]._id", matchesPattern("[0-9a-f]{24}"))
                .body("[0].name", equalTo("mongodb-cloud"))
                .body("[0].type", equalTo("mongodb-cloud"))
                .body("[0].disabled", equalTo(false));
    }

    @Nested
    class The_holder_of_a_key {
        @Test
        void gets_the_tokens_of_a_session() {
            login(owner.pair().publicKey(), privateKey())
                    .statusCode(200)
                    .body("access_token", matchesPattern("[\\w-]+\\.[\\w-]+\\.[\\w-]+"))
                    .body("refresh_token", matchesPattern("vrf_[\\w-]{43}"))
                    .body("user_id", equalTo(owner.id()))
                    .body("device_id", matchesPattern("[0-9a-f]{24}"))
                    .body("length()", equalTo(4));
        }

        @Test
        void leaves_no_private_key_and_no_refresh_token_in_the_store() {
            String refresh = given.login(owner).refresh();
            String stored = given.stored("sessions") + given.stored("api_keys");
            assertThat(stored).contains(owner.pair().publicKey());
            assertThat(stored).doesNotContain(refresh).doesNotContain(privateKey());
        }

        @Test
        void is_refused_with_a_wrong_private_key() {
            login(owner.pair().publicKey(), "c2f4a8f0-6f0e-4c1d-9d3b-3f6f8f6a2b11")
                    .statusCode(401)
                    .body("error", equalTo(REFUSED))
                    .body("error_code", equalTo("AuthError"));
        }

        @Test
        void is_refused_once_the_key_is_removed() {
            Given.await(ApiKey.deleteById(owner.key().id));
            login(owner.pair().publicKey(), privateKey()).statusCode(401).body("error", equalTo(REFUSED));
        }
    }

    @Nested
    class A_stranger {
        @Test
        void cannot_tell_an_unknown_public_key_from_a_wrong_private_one() {
            String unknown = login("nosuchky", privateKey()).statusCode(401).asString();
            String wrong =
                    login(owner.pair().publicKey(), "wrong").statusCode(401).asString();
            assertThat(unknown).isEqualTo(wrong);
        }

        @Test
        @InProcess("a sealer that counts its calls")
        void causes_the_same_work_with_an_unknown_public_key_as_with_a_wrong_private_one() {
            login("nosuchky", "makes the decoy, once").statusCode(401);
            CountingSealer counting = new CountingSealer(sealer);
            QuarkusMock.installMockForType(counting, Sealer.class);
            login("nosuchky", "wrong").statusCode(401);
            assertThat(counting.opened.getAndSet(0)).isEqualTo(1);
            login(owner.pair().publicKey(), "wrong").statusCode(401);
            assertThat(counting.opened.get()).isEqualTo(1);
            assertThat(counting.sealed.get()).isZero();
        }

        @Test
        void learns_nothing_from_a_key_with_a_colon_moved_between_the_halves() {
            login(owner.pair().publicKey() + ":" + KeyPair.REALM, privateKey()).statusCode(401);
        }
    }

    @Nested
    class A_bad_request {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        {"apiKey":"k"}                 | username
                        {"username":"u"}               | apiKey
                        {"username":"","apiKey":"k"}   | username
                        {"username":"u","apiKey":null} | apiKey
                        {"username":{},"apiKey":"k"}   | username
                        null                           | body
                        """)
        void names_the_field(String body, String field) {
            login(body)
                    .statusCode(400)
                    .body("error_code", equalTo("InvalidParameter"))
                    .body("details[*].field", hasItem(field));
        }

        @Test
        void without_a_body_says_what_must_be_in_it() {
            given().contentType("application/json")
                    .post(LOGIN)
                    .statusCode(400)
                    .body("error_code", equalTo("InvalidParameter"))
                    .body("error", containsString("username and apiKey"));
        }

        @Test
        void with_a_key_that_is_too_long_does_not_repeat_it() {
            login("u", "k".repeat(129))
                    .statusCode(400)
                    .body("details[0].field", equalTo("apiKey"))
                    .body("error", not(containsString("kkkk")));
        }

        @Test
        void that_is_not_JSON_is_a_400() {
            login("{\"username\":").statusCode(400).body("error_code", equalTo("MalformedJson"));
        }

        @Test
        void of_another_media_type_is_a_415() {
            given().contentType("application/x-www-form-urlencoded")
                    .body("username=u&apiKey=k")
                    .post(LOGIN)
                    .statusCode(415)
                    .body("error_code", equalTo("UnsupportedMediaType"));
        }

        @Test
        void to_another_provider_is_a_404() {
            given().contentType("application/json")
                    .body("{\"username\":\"u\",\"apiKey\":\"k\"}")
                    .post(Gate.ADMIN + "/auth/providers/oauth2-google/login")
                    .statusCode(404)
                    .body("error_code", equalTo("AuthProviderNotFound"))
                    .body("error", equalTo("auth provider not found: \"oauth2-google\""));
        }
    }

    @Test
    void no_record_with_a_secret_prints_it() {
        assertThat(new LoginResource.LoginRequest("u", "s3cret").toString()).doesNotContain("s3cret");
        assertThat(new LoginResource.Login("s3cret", "s3cret", "u", "d").toString())
                .doesNotContain("s3cret");
        assertThat(new SessionResource.AccessToken("s3cret").toString()).doesNotContain("s3cret");
        assertThat(new Sessions.Begun("s3cret", "s3cret").toString()).doesNotContain("s3cret");
        assertThat(new KeyPair("p", Plaintext.of("s3cret")).toString()).doesNotContain("s3cret");
        assertThat(new ApiKeysResource.Created("i", "n", Role.GROUP_OWNER, "p", "s3cret", null).toString())
                .doesNotContain("s3cret");
    }

    /** Counts the cost of a log-in. */
    static class CountingSealer extends Sealer {
        private final Sealer real;
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger sealed = new AtomicInteger();

        CountingSealer(Sealer proxy) {
            super(null, null);
            this.real = io.quarkus.arc.ClientProxy.unwrap(proxy);
        }

        @Override
        public Uni<SealedSecret> seal(Place place, Plaintext content) {
            this.sealed.incrementAndGet();
            return real.seal(place, content);
        }

        @Override
        public Uni<Plaintext> open(Place place, SealedSecret secret) {
            opened.incrementAndGet();
            return real.open(place, secret);
        }
    }
}
