package io.valise.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.UnusualSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As {@link AnswerAfterBodyTest}. Over TLS, the official client speaks HTTP/2. */
@QuarkusTest
@InProcess("a setting of the build")
@TestProfile(UnusualSettings.class)
class AnswerAfterBodyOverHttp2Test {
    @TestHTTPResource("/")
    URI server;

    @Inject
    Given given;

    @Inject
    Vertx vertx;

    private HttpClient http;
    private Api app;

    @BeforeEach
    void connect() {
        app = Api.withNewApp(given.accessToken(), "push");
        http = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
    }

    @AfterEach
    void close() throws Exception {
        of(http.close());
    }

    @Test
    void a_refusal_waits_for_the_end_of_the_body() throws Exception {
        HttpClientRequest request = of(http.request(
                HttpMethod.POST, server.getPort(), server.getHost(), path("/import?strategy=replace-by-name")));
        request.putHeader("Authorization", "Bearer expired")
                .putHeader("Content-Type", "application/json")
                .setChunked(true);
        Future<HttpClientResponse> answer = request.response();
        of(request.write("{\"config_version\":20210101,\"values\":["));
        assertThatThrownBy(
                        () -> answer.toCompletionStage().toCompletableFuture().get(500, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        for (int i = 0; i < 90; i++) {
            of(request.write("\"" + "x".repeat(100_000) + "\","));
        }
        of(request.end("1]}"));
        assertThat(of(answer).statusCode()).isEqualTo(401);
    }

    @Test
    void a_refusal_without_a_body_is_sent_at_once() throws Exception {
        HttpClientRequest request =
                of(http.request(HttpMethod.GET, server.getPort(), server.getHost(), path("/values")));
        assertThat(of(request.send()).statusCode()).isEqualTo(401);
    }

    private String path(String ofApp) {
        return UnusualSettings.ROOT + app.path(ofApp);
    }

    private static <T> T of(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
