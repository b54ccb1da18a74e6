package io.valise.auth;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.crypto.Plaintext;
import io.valise.testing.Answer;
import io.valise.testing.Awaited;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Request;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys that end at a time that was set when they were created. */
@OnAnyStore
@QuarkusTest
@InProcess("the time, which passes when the test wants")
class EndingKeysTest {
    private static final String GROUPS = "/api/public/v1.0/groups";
    private static final long LATEST = 253_402_300_799L;

    @Inject
    Given given;

    @Inject
    TestClock clock;

    @Inject
    Bootstrap bootstrap;

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

    @AfterEach
    void now() {
        clock.reset();
    }

    private static Request as(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }

    private long in(int seconds) {
        return clock.instant().getEpochSecond() + seconds;
    }

    private Given.Holder created(Map<String, ?> body) {
        Answer answer = as(access).body(body).post(keys).statusCode(201);
        KeyPair pair = new KeyPair(answer.getString("public_key"), Plaintext.of(answer.getString("private_key")));
        return new Given.Holder(Given.await(given.keys.withPublicKey(pair.publicKey())), pair);
    }

    private Given.Holder ending(Role role) {
        return created(Map.of("name", "passing", "role", role.name(), "expires_at", in(60)));
    }

    private static Answer logIn(Given.Holder holder) {
        return given().contentType("application/json")
                .body(Map.of(
                        "username",
                        holder.pair().publicKey(),
                        "apiKey",
                        holder.pair().privateKey().reveal()))
                .post(Gate.ADMIN + "/auth/providers/mongodb-cloud/login");
    }

    private static Answer byDigest(Given.Holder holder) {
        String challenge = given().get(GROUPS).statusCode(401).header("WWW-Authenticate");
        String nonce = challenge.replaceAll(".* nonce=\"([^\"]+)\".*", "$1");
        String response = KeyPair.md5(
                holder.pair().ha1().reveal() + ":" + nonce + ":00000001:c:auth:" + KeyPair.md5("GET:" + GROUPS));
        return given().header(
                        "Authorization",
                        "Digest username=\"" + holder.pair().publicKey() + "\", realm=\"" + KeyPair.REALM
                                + "\", nonce=\"" + nonce + "\", uri=\"" + GROUPS + "\", response=\"" + response
                                + "\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\"")
                .get(GROUPS);
    }

    @Test
    void the_end_is_in_the_answer_and_in_the_listing() {
        long end = in(3600);
        as(access)
                .body(Map.of("name", "passing", "role", "GROUP_OWNER", "expires_at", end))
                .post(keys)
                .statusCode(201)
                .body("expires_at", equalTo((int) end));
        as(access)
                .body(Map.of("name", "far", "expires_at", LATEST))
                .post(keys)
                .statusCode(201)
                .body("expires_at", equalTo(LATEST));
        as(access)
                .get(keys)
                .body("[0]", not(hasKey("expires_at")))
                .body("[1].expires_at", equalTo((int) end))
                .body("[2].expires_at", equalTo(LATEST));
    }

    @Test
    void a_key_without_a_role_may_only_read() {
        as(access)
                .body("{\"name\":\"n\"}")
                .post(keys)
                .statusCode(201)
                .body("role", equalTo("GROUP_READ_ONLY"))
                .body("$", not(hasKey("expires_at")));
        as(access)
                .body("{\"name\":\"n\",\"role\":null}")
                .post(keys)
                .statusCode(201)
                .body("role", equalTo("GROUP_READ_ONLY"));
    }

    @Test
    void until_then_it_works_and_from_then_on_nothing_of_it_does() {
        Given.Holder key = ending(Role.GROUP_READ_ONLY);
        Given.Tokens session = given.login(key);
        as(session.access()).get(keys).statusCode(200);
        byDigest(key).statusCode(200);

        clock.advance(Duration.ofSeconds(61));

        as(session.access())
                .get(keys)
                .error(401, "InvalidSession")
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("error", containsString("the API key has expired"));
        as(session.refresh()).post(Gate.ADMIN + "/auth/session").error(401, "InvalidSession");
        logIn(key).error(401, "AuthError").body("error", containsString("the API key has expired"));
        byDigest(key).statusCode(401).header("WWW-Authenticate", containsString("Digest realm="));
        as(session.access()).get(GROUPS).error(401, "InvalidSession");
        // The others go on.
        as(access).get(keys).statusCode(200).body("", hasSize(2));
    }

    @Test
    void only_who_has_the_private_key_is_told_that_it_has_ended() {
        Given.Holder key = ending(Role.GROUP_READ_ONLY);
        clock.advance(Duration.ofSeconds(61));
        Given.Holder guess =
                new Given.Holder(key.key(), new KeyPair(key.pair().publicKey(), Plaintext.of("a-wrong-private-key")));
        logIn(guess).error(401, "AuthError").body("error", not(containsString("expired")));
    }

    @Test
    void a_refused_log_in_is_in_the_audit() {
        Given.Holder key = ending(Role.GROUP_READ_ONLY);
        clock.advance(Duration.ofSeconds(61));
        logIn(key).statusCode(401);
        Awaited.until(
                () -> as(access).get(Gate.ADMIN + "/groups/" + owner.project() + "/audit?actor=" + key.id()),
                log -> log.getList("[*].result").contains("AuthError"));
    }

    @Test
    void an_owner_that_ends_is_not_the_last_owner() {
        Given.Holder passing = ending(Role.GROUP_OWNER);
        String token = given.login(passing).access();
        as(token)
                .delete(keys + "/" + owner.id())
                .error(409, "LastOwner")
                .body("error", containsString("without an end"));
        // It may do what an owner may, and be removed without regard to who else there is.
        as(token).body("{\"name\":\"n\"}").post(keys).statusCode(201);
        as(token).delete(keys + "/" + passing.id()).statusCode(204);
        as(access).delete(keys + "/" + owner.id()).error(409, "LastOwner");
    }

    @Test
    void an_owner_that_ends_is_no_remnant_at_a_restart() {
        Project project = Given.await(Project.oldest(given.documents));
        KeyPair pair = KeyPair.generate(given.random);
        ApiKey key = Given.await(given.keys.create(
                project.id, "passing", Role.GROUP_OWNER, pair, clock.instant().plusSeconds(3600)));
        clock.advance(Bootstrap.REMNANT_AGE.plusSeconds(1));
        Given.await(
                bootstrap.firstStart(() -> io.smallrye.mutiny.Uni.createFrom().voidItem()));
        assertThat(Given.await(given.keys.withId(key.id))).isNotNull();
        Given.await(given.keys.remove(key));
    }

    @Test
    void the_end_cannot_be_taken_off_or_moved_in_the_store() {
        for (Document change : List.of(
                new Document("$unset", new Document("expiresAt", "")),
                new Document(
                        "$set",
                        new Document(
                                "expiresAt", java.util.Date.from(clock.instant().plusSeconds(9999)))))) {
            Given.Holder key = ending(Role.GROUP_READ_ONLY);
            Given.await(ApiKey.mongoCollection().updateOne(new Document("_id", new ObjectId(key.id())), change));
            logIn(key).error(401, "AuthError");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1", "253402300800", "9223372036854775808", "1.9e9", "1900000000.5", "\"soon\""})
    void an_end_that_is_no_time_in_the_future_is_refused(String end) {
        as(access)
                .body("{\"name\":\"n\",\"expires_at\":" + end + "}")
                .post(keys)
                .error(400, "InvalidParameter")
                .body("details[0].field", equalTo("expires_at"));
        as(access).get(keys).body("", hasSize(1));
    }
}
