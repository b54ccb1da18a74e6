package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What is created without further choices can do little, and not forever. */
@QuarkusTest
class AccessDefaultsTest extends BrowserTest {
    @Test
    void a_new_key_is_a_reader_s() {
        Person ada = person("Ada");
        ada.logIn();
        ada.page.navigate(address + "#/keys");
        ada.button("Create API key").click();
        ada.field("Name").fill("a robot of " + ada.publicKey);
        assertThat(ada.field("Role")).hasValue("GROUP_READ_ONLY");
        ada.button("Create").click();
        String key = ada.field("Public key").inputValue();
        ada.button("I have stored it").click();

        Assertions.assertThat(api.request()
                        .get(Api.PREFIX + "/groups/" + api.project() + "/api_keys")
                        .getString("[?(@.public_key == '" + key + "')].role"))
                .isEqualTo("GROUP_READ_ONLY");
    }

    @Test
    void a_new_key_can_have_an_end() {
        Person ada = person("Ada");
        ada.logIn();
        ada.page.navigate(address + "#/keys");
        ada.button("Create API key").click();
        String name = "a robot of " + ada.publicKey;
        ada.field("Name").fill(name);
        ada.field("Expires").selectOption("In 30 days");
        ada.button("Create").click();
        ada.button("I have stored it").click();

        assertThat(ada.row(name, "expires in 30 days")).isVisible();
        assertThat(ada.row("Ada", "never").first()).isVisible();
    }

    @Test
    void a_new_token_reads_only_the_values_that_are_ticked_and_ends_after_90_days() {
        api.value("greeting", "hello");
        api.value("farewell", "goodbye");
        Person ada = person("Ada");
        ada.logIn();
        ada.open("access");
        ada.button("Create runtime token").click();
        ada.field("Name").fill("the shop's server");
        ada.button("Create").click();
        assertThat(ada.says("Choose at least one value.")).isVisible();
        ada.field("greeting").check();
        ada.button("Create").click();
        ada.button("I have stored it").click();

        assertThat(ada.row("the shop's server", "expires in 90 days")).containsText("greeting");
        Assertions.assertThat(api.read("/runtime_tokens").getList("[0].values")).hasSize(1);
        long days = Duration.between(
                        Instant.now(),
                        Instant.ofEpochSecond(api.read("/runtime_tokens").getLong("[0].expires_at")))
                .toHours();
        Assertions.assertThat(days).isBetween(89L * 24, 90L * 24);
    }

    @Test
    void all_values_and_no_end_are_choices() {
        Person ada = person("Ada");
        ada.logIn();
        ada.open("access");
        ada.button("Create runtime token").click();
        ada.field("Name").fill("the shop's server");
        ada.choose("All values");
        ada.field("Expires").selectOption("Never");
        ada.button("Create").click();
        ada.button("I have stored it").click();

        assertThat(ada.row("the shop's server", "never")).containsText("all values");
    }

    @Test
    void of_many_values_those_to_read_are_found_by_searching() {
        for (int i = 0; i < 12; i++) {
            api.value("value-" + i, i);
        }
        Person ada = person("Ada");
        ada.logIn();
        ada.open("access");
        ada.button("Create runtime token").click();
        ada.field("Name").fill("the shop's server");
        ada.field("Search values").fill("value-1");
        assertThat(ada.dialog().getByRole(AriaRole.CHECKBOX)).hasCount(3);
        ada.field("value-11").check();
        ada.field("Search values").fill("");
        ada.field("value-3").check();
        assertThat(ada.says("2 values chosen")).isVisible();
        ada.button("Create").click();
        ada.button("I have stored it").click();
        assertThat(ada.row("the shop's server", "value-11, value-3")).isVisible();
    }
}
