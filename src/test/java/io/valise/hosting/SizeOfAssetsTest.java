package io.valise.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Assets are uploaded one by one. Together they may have as many bytes as the files of a zip. */
@QuarkusTest
class SizeOfAssetsTest {
    private static final int MOST_OF_ONE = 8 << 20;

    @Inject
    Given given;

    @Test
    void all_files_of_an_app_have_at_most_64_mib() {
        CommandLine client = CommandLine.of(Api.withNewApp(given.accessToken(), "shop"));
        for (int i = 0; i < 8; i++) {
            client.upload("/" + i, new byte[MOST_OF_ONE]).statusCode(204);
        }

        client.upload("/one-more", new byte[1])
                .error(413, "PayloadTooLarge")
                .body("error", containsString("hosting/files/one-more"));
        client.upload("/0", new byte[MOST_OF_ONE - 1]).statusCode(204);
        client.upload("/one-more", new byte[1]).statusCode(204);
        assertThat(client.assets()).hasSize(9);
    }
}
