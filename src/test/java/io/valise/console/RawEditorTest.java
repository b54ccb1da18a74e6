package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All values of an app as one text. */
@QuarkusTest
class RawEditorTest extends BrowserTest {
    private Person ada;

    @BeforeEach
    void ada() {
        ada = person("Ada");
        api.value("greeting", "hello");
        api.value("retries", 3);
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
    }

    private void open() {
        ada.logIn();
        ada.openValues();
        ada.link("Raw editor").click();
        assertThat(ada.heading("Raw editor")).isVisible();
    }

    private Locator text(String format) {
        return ada.page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("All values, as " + format));
    }

    private void type(String format, String text) {
        text(format).click();
        ada.page.keyboard().press("ControlOrMeta+A");
        ada.page.keyboard().insertText(text);
    }

    @Test
    void a_text_is_previewed_and_saved_as_one_change_and_links_stay() {
        open();
        assertThat(text("JSON")).containsText("\"retries\": 3");
        assertThat(text("JSON")).not().containsText("apiKey");
        assertThat(ada.says("apiKey → api-key")).isVisible();
        assertThat(ada.button("Save")).isDisabled();

        type("JSON", "{\"retries\": 12345678901234567890, \"colour\": [\"red\"]}");
        assertThat(ada.heading("Created (1)")).isVisible();
        assertThat(ada.heading("Changed (1)")).isVisible();
        assertThat(ada.heading("Deleted (1)")).isVisible();
        ada.page.keyboard().press("ControlOrMeta+Enter");

        assertThat(ada.says("3 values are changed in your draft.")).isVisible();
        var mine = by(ada, "valise-console");
        assertThat(mine.names("/values")).containsExactlyInAnyOrder("retries", "colour", "apiKey");
        assertThat(text("JSON")).containsText("12345678901234567890");
        assertThat(api.names("/values")).contains("greeting");
        assertThat(ada.button("Save")).isDisabled();
    }

    @Test
    void in_dotenv_a_number_stays_a_number() {
        open();
        ada.choose(".env");
        assertThat(text(".env")).containsText("retries=3");
        type(".env", "# comment\ngreeting='it is 5'\nretries=4\nport=80\n");
        assertThat(ada.heading("Created (1)")).isVisible();
        ada.button("Save").click();
        assertThat(ada.says("3 values are changed in your draft.")).isVisible();

        ada.choose("JSON");
        assertThat(text("JSON")).containsText("\"retries\": 4");
        assertThat(text("JSON")).containsText("\"port\": \"80\"");
        assertThat(text("JSON")).containsText("\"greeting\": \"it is 5\"");
    }

    @Test
    void what_is_wrong_is_said_and_nothing_is_saved() {
        open();
        type("JSON", "{\"retries\": ");
        assertThat(ada.says("Not valid JSON")).isVisible();
        assertThat(ada.button("Save")).isDisabled();
        type("JSON", "{\"not a name\": 1}");
        assertThat(ada.says("not a name")).isVisible();
        type("JSON", "{\"apiKey\": \"made-up\"}");
        assertThat(ada.says("links to a secret")).isVisible();
        assertThat(ada.button("Save")).isDisabled();
    }

    @Test
    void what_others_changed_meanwhile_is_merged_and_saved_only_when_seen() {
        open();
        assertThat(text("JSON")).containsText("\"retries\": 3");
        type("JSON", "{\"greeting\": \"hi\", \"retries\": 3}");
        assertThat(ada.heading("Changed (1)")).isVisible();
        String retries = api.read("/values").getString("[?(@.name == 'retries')]._id");
        api.put("/values/" + retries, Map.of("name", "retries", "value", 5)).statusCode(200);
        ada.button("Save").click();

        assertThat(ada.says("Somebody changed these values after you opened this page: retries."))
                .isVisible();
        assertThat(text("JSON")).containsText("\"retries\": 5");
        assertThat(text("JSON")).containsText("\"greeting\": \"hi\"");
        assertThat(ada.heading("Changed (1)")).isVisible();
        ada.button("Save").click();
        assertThat(ada.says("1 value is changed in your draft.")).isVisible();
        assertThat(by(ada, "valise-console").read("/values/" + retries).getInt("value"))
                .isEqualTo(5);
    }
}
