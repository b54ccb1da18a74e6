package io.valise.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.OnAnyStore;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The random part has five letters: two of some thousand apps with the same name will clash. */
@OnAnyStore
@QuarkusTest
@InProcess("random letters that repeat")
class ClientAppIdTest {
    @Inject
    Given given;

    @Inject
    AppsResource resource;

    private SecureRandom genuine;

    @BeforeEach
    void lettersThatRepeat() {
        genuine = resource.random;
        resource.random = new SecureRandom() {
            private int calls;

            @Override
            public IntStream ints(long count, int from, int to) {
                return calls++ < 2 ? IntStream.of('a', 'a', 'a', 'a', 'a') : super.ints(count, from, to);
            }
        };
    }

    @AfterEach
    void letters() {
        resource.random = genuine;
    }

    @Test
    void is_generated_again_if_another_app_has_it() {
        Api first = Api.withNewApp(given.accessToken(), "letters");
        Api second = Api.withNewApp(given.accessToken(), "letters");

        assertThat(clientAppId(first)).isEqualTo("letters-aaaaa");
        assertThat(clientAppId(second)).matches("letters-[a-z]{5}").isNotEqualTo("letters-aaaaa");
    }

    private static String clientAppId(Api app) {
        return app.read("").getString("client_app_id");
    }
}
