package io.valise.console;

import static io.valise.testing.Request.given;

import io.quarkus.test.common.http.TestHTTPResource;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An app, and people with browsers. After each test none of the browsers may have logged an error or a blocked script.
 */
@Tag("browser")
@ExtendWith(Chromium.class)
abstract class BrowserTest {
    @TestHTTPResource("/")
    URL address;

    @Inject
    Given given;

    /** The project's first owner, using the API. */
    Api api;

    private final List<Person> people = new ArrayList<>();

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    @AfterEach
    void leave() {
        people.forEach(Person::leave);
        people.forEach(Person::sawNothingWrong);
    }

    /** An owner of the project with their own key and browser. */
    Person person(String name) {
        return person(name, Person.Look.LIGHT);
    }

    Person person(String name, Person.Look look) {
        return person(name, look, "GROUP_OWNER");
    }

    /** Somebody who may only read. */
    Person reader(String name) {
        return person(name, Person.Look.LIGHT, "GROUP_READ_ONLY");
    }

    private Person person(String name, Person.Look look, String role) {
        var key = api.request()
                .body(Map.of("name", name, "role", role))
                .post(Api.PREFIX + "/groups/" + api.project() + "/api_keys")
                .statusCode(201);
        Person person = new Person(address, key.getString("public_key"), key.getString("private_key"), api.app(), look);
        people.add(person);
        return person;
    }

    /** The same person with the same app, using the API with a client that identifies itself by this name. */
    Api by(Person person, String client) {
        String token = given().contentType("application/json")
                .body(Map.of("username", person.publicKey, "apiKey", person.privateKey))
                .post(Api.PREFIX + "/auth/providers/mongodb-cloud/login")
                .statusCode(200)
                .path("access_token");
        return Api.of(token).to(api.app()).by(client);
    }
}
