package io.valise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.lessThan;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.auth.Given;
import io.valise.testing.Api;
import io.valise.testing.InProcess;
import io.valise.testing.MadeUp;
import io.valise.testing.OnAnyStore;
import io.valise.testing.Program;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnAnyStore
@QuarkusTest
@InProcess("the commands that it sends to the store")
class AppsDataIsShardedByAppTest {
    @Inject
    Given given;

    @Inject
    StoreCommands commands;

    @Test
    void requests_read_and_write_an_apps_data_by_app() {
        commands.listen();
        Api owner = Api.withNewApp(given.accessToken(), "Shop");
        String secret = owner.secret("key", MadeUp.content("one"));
        String value = owner.value("greeting", "Hello");
        owner.link("api-key", "key");
        assertThat(Program.of(owner).value("greeting")).isEqualTo("\"Hello\"");

        String draft = owner.draft();
        owner.put("/values/" + value, Map.of("name", "greeting", "value", "Hi")).statusCode(lessThan(300));
        owner.put("/secrets/" + secret, Map.of("name", "key", "value", MadeUp.content("two")))
                .statusCode(lessThan(300));
        owner.get("/drafts/" + draft + "/diff").statusCode(lessThan(300));
        owner.deploy(draft);
        owner.delete("/drafts/" + owner.draft()).statusCode(lessThan(300));

        List<String> deployments = owner.get("/deployments").getList("[*]._id");
        owner.get("/deployments/" + deployments.get(1)).statusCode(lessThan(300));
        owner.get("/deployments/" + deployments.get(1) + "/diff").statusCode(lessThan(300));
        owner.request()
                .post(owner.path("/deployments/" + deployments.get(1) + "/redeploy"))
                .statusCode(lessThan(300));
        owner.get("/deployments/6650c0ffee0123456789abcd").statusCode(404);
        owner.get("/export").statusCode(lessThan(300));
        owner.delete("").statusCode(lessThan(300));

        assertThat(commands.withoutApp()).isEmpty();
        assertThat(commands.seen())
                .contains("revisions", "blocks", "drafts", "failed_deployments", "secrets", "values");
    }
}
