package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.valise.testing.Request.given;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The purpose of each page other than values and deployments. */
@QuarkusTest
class PagesTest extends BrowserTest {
    @Test
    void a_cell_is_filled_in_a_column_copied_and_all_of_it_deployed_from_the_draft() {
        api.environmentValue("base-url", Map.of("testing", "http://testing.example"));
        String retries = api.environmentValue("retries", Map.of("testing", 3, "production", 9));
        Person ada = person("Ada");
        ada.logIn();
        ada.open("environments");
        ada.button("base-url in Development: not set").click();
        ada.field("Edit base-url in Development").fill("\"http://localhost\"");
        ada.page.keyboard().press("Enter");
        assertThat(ada.button("base-url in Development: \"http://localhost\"")).isVisible();
        assertThat(ada.says("1 change")).isVisible();

        ada.button("Copy environment").click();
        ada.field("From").selectOption("testing");
        ada.field("To").selectOption("production");
        assertThat(ada.dialog()).containsText("Added to Production");
        assertThat(ada.dialog()).not().containsText("retries");
        ada.choose("All");
        assertThat(ada.dialog()).containsText("Replaced in Production");
        ada.button("Copy 2 values").click();
        assertThat(ada.button("retries in Production: 3")).isVisible();
        ada.field("Active environment").selectOption("production");
        assertThat(ada.says("3 changes")).isVisible();
        Assertions.assertThat(api.read("/environment_values/" + retries).getInt("values.production"))
                .isEqualTo(9);

        ada.review();
        ada.button("Deploy 3 changes").click();
        assertThat(ada.heading("Revision 3")).isVisible();
        Assertions.assertThat(api.read("/environment_values/" + retries).getInt("values.production"))
                .isEqualTo(3);
    }

    @Test
    void an_address_that_is_not_encoded_well_leads_to_no_page() {
        Person ada = person("Ada");
        ada.logIn();
        ada.page.navigate(address + "#/%");
        assertThat(ada.heading("There is no such page")).isVisible();
        ada.open("%E0%A4%A");
        assertThat(ada.heading("There is no such page")).isVisible();
        ada.openValues();
    }

    @Test
    void a_runtime_token_and_an_API_key_are_shown_once_and_revoked() {
        api.value("greeting", "hello");
        api.value("farewell", "goodbye");
        Person ada = person("Ada");
        ada.logIn();
        ada.open("access");
        ada.button("Create runtime token").click();
        ada.field("Name").fill("the shop's server");
        ada.field("greeting").check();
        ada.field("Expires").selectOption("In 30 days");
        ada.button("Create").click();
        assertThat(ada.button("Copy runtime token")).isFocused();
        String token = ada.field("Runtime token").inputValue();
        readsOnly(token, "greeting");
        ada.button("I have stored it").click();
        assertThat(ada.button("Revoke runtime token the shop's server")).isVisible();
        Assertions.assertThat(fields(ada)).doesNotContain(token);

        ada.button("Revoke runtime token the shop's server").click();
        ada.button("Revoke").click();
        assertThat(ada.heading("No program can read this app yet")).isVisible();
        Assertions.assertThat(api.names("/runtime_tokens")).isEmpty();

        ada.link("People and keys").click();
        ada.button("Create API key").click();
        ada.field("Name").fill("deploy robot");
        ada.field("Role").selectOption("Reader");
        ada.button("Create").click();
        String key = ada.field("Private key").inputValue();
        Assertions.assertThat(key).isNotBlank();
        ada.button("I have stored it").click();
        assertThat(ada.button("Revoke API key deploy robot")).isVisible();
        Assertions.assertThat(fields(ada)).doesNotContain(key);
        ada.button("Revoke API key deploy robot").click();
        ada.button("Revoke").click();
        assertThat(ada.button("Revoke API key deploy robot")).isHidden();
    }

    private void readsOnly(String token, String value) {
        Assertions.assertThat(given().header("Authorization", "Bearer " + token)
                        .get("/api/client/v1/apps/" + api.read("").getString("client_app_id") + "/values")
                        .statusCode(200)
                        .getMap("values"))
                .containsOnlyKeys(value);
    }

    /** The text of the page, including what its fields contain. */
    private static String fields(Person person) {
        return (String) person.page.evaluate("() => document.documentElement.outerHTML"
                + " + [...document.querySelectorAll('input, textarea')].map(one => one.value).join()");
    }

    @Test
    void the_log_says_who_did_what_and_is_filtered_checked_and_taken_away() throws Exception {
        api.secret("api-key", MadeUp.content("api-key"));
        for (int i = 0; i < 60; i++) {
            api.value("value-" + i, i);
        }
        Person ada = person("Ada");
        ada.logIn();
        ada.open("audit");
        assertThat(ada.says("value-59")).isVisible();
        Locator entries = ada.page.locator("main li");
        assertThat(entries).hasCount(50);
        ada.button("Show older ones").click();
        assertThat(entries).hasCount(62);

        ada.field("Action").selectOption("created secret");
        assertThat(entries).hasCount(1);
        assertThat(entries).containsText("created secret api-key, which made revision 1");
        ada.button("Check the log").click();
        assertThat(ada.says("The project’s log is whole")).isVisible();

        Download file =
                ada.page.waitForDownload(() -> ada.button("Download JSON lines").click());
        Assertions.assertThat(file.suggestedFilename()).isEqualTo("shop-audit.jsonl");
        Assertions.assertThat(Files.readAllLines(file.path()))
                .singleElement()
                .asString()
                .contains("secret.create");
    }

    @Test
    void a_Function_is_tried_with_the_deployed_values() {
        api.value("greeting", "hello");
        Person ada = person("Ada");
        ada.logIn();
        ada.open("function");
        assertThat(ada.field("JavaScript")).isVisible();
        ada.button("Run").click();
        assertThat(ada.says("\"hello\"")).isVisible();
        assertThat(ada.says("environment:")).isVisible();

        ada.field("JavaScript").fill("exports = () => { throw new Error('out of rolls'); }");
        ada.field("JavaScript").press("ControlOrMeta+Enter");
        assertThat(ada.heading("It failed")).isVisible();
        assertThat(ada.page.locator("main")).containsText("out of rolls");
        Assertions.assertThat(api.read("/audit?action=function.execute").getList(""))
                .hasSize(2);
    }

    @Test
    void files_are_looked_at_imported_into_the_draft_and_the_app_exported() {
        api.secret("api-key", MadeUp.content("api-key"));
        api.value("greeting", "hello");
        Person ada = person("Ada");
        ada.logIn();
        ada.open("transfer");
        Locator chooser = ada.field("Choose a file, or drop it here");
        chooser.setInputFiles(
                file("shop.env", "api-key=" + MadeUp.content("new") + "\nmail-key=" + MadeUp.content("mail")));
        assertThat(ada.says("Added (1)")).isVisible();
        assertThat(ada.says("Changed (1)")).isVisible();
        ada.button("Import to draft").click();
        // Includes a value that links to the new secret, as the ticked box requested: programs read secrets only
        // through values.
        assertThat(ada.says("3 changes")).isVisible();
        Assertions.assertThat(api.names("/secrets")).containsExactly("api-key");

        chooser.setInputFiles(file("values.json", "{\"a name\": 1, \"other name\": 2}"));
        assertThat(ada.says("Correct this in the file")).isVisible();

        chooser.setInputFiles(file("app.json", "{\"config_version\": 20210101, \"values\": []}"));
        assertThat(ada.heading("greeting")).isVisible();
        ada.button("Import to draft").click();
        assertThat(ada.says("app.json is imported into your draft.")).isVisible();

        Download zip = ada.page.waitForDownload(() -> ada.button("Download zip").click());
        Assertions.assertThat(zip.suggestedFilename()).matches("shop_[0-9]{14}\\.zip");
        Assertions.assertThat(fields(ada)).doesNotContain(MadeUp.MARK);
    }

    private static FilePayload file(String name, String text) {
        return new FilePayload(name, "", text.getBytes(StandardCharsets.UTF_8));
    }
}
