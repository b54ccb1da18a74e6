package io.valise.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeploymentDiffResourceTest {
    @Inject
    Given given;

    private Api api;

    @BeforeEach
    void app() {
        api = Api.withNewApp(given.accessToken(), "shop");
    }

    @Test
    void aDeploymentShowsWhatItChanged() {
        String id = api.value("greeting", "hello");
        api.put("/values/" + id, Map.of("name", "greeting", "value", "good morning"));

        assertThat(diffs(deployments().get(0), ""))
                .singleElement()
                .asString()
                .contains("--- values/greeting.json", "-    \"value\": \"hello\"", "+    \"value\": \"good morning\"");
        assertThat(diffs(deployments().get(1), "")).singleElement().asString().contains("@@ -0,0");
    }

    @Test
    void anyTwoAreComparedInEitherDirection() {
        String key = api.secret("api-key", MadeUp.content("one"));
        api.value("greeting", "hello");
        api.put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("two")));
        String first = deployments().get(2);
        String last = deployments().get(0);

        assertThat(diffs(last, "?from=" + first))
                .hasSize(2)
                .anySatisfy(diff -> assertThat(diff).contains("+    \"value\": \"hello\""))
                .contains("secret \"api-key\": content changed");
        assertThat(diffs(first, "?from=" + last))
                .anySatisfy(diff -> assertThat(diff).contains("-    \"value\": \"hello\""));
        assertThat(diffs(last, "?from=" + last)).isEmpty();
    }

    @Test
    void oneOfAnotherAppIsNotFound() {
        api.value("greeting", "hello");
        String deployment = deployments().get(0);
        Api other = api.anotherApp("other");

        other.get("/deployments/" + deployment + "/diff").error(404, "DeploymentNotFound");
        api.get("/deployments/" + deployment + "/diff?from=6650c0ffee0123456789abcd")
                .error(404, "DeploymentNotFound");
    }

    private List<String> deployments() {
        return api.read("/deployments").getList("[*]._id");
    }

    private List<String> diffs(String deployment, String query) {
        return api.get("/deployments/" + deployment + "/diff" + query)
                .statusCode(200)
                .getList("diffs");
    }
}
