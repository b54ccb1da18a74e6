package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What is left out of a draft can be put back, or is asked about if it cannot. */
@QuarkusTest
class LeaveOutTest extends BrowserTest {
    @Test
    void a_new_secret_is_left_out_only_after_a_question() {
        Person ada = person("Ada");
        Api console = by(ada, "valise-console");
        console.draft();
        console.secret("api-key", MadeUp.content("api-key"));
        console.link("apiKey", "api-key");
        console.value("greeting", "hello");
        ada.logIn();
        ada.open("review");

        ada.button("Leave out api-key").click();
        assertThat(ada.heading("Leave out the new secret api-key?")).isVisible();
        assertThat(ada.says("it cannot be brought back")).isVisible();
        assertThat(ada.dialog()).containsText("The value apiKey in your draft links to it and is left out, too.");
        // The safe choice has the focus.
        assertThat(ada.button("Cancel")).isFocused();
        ada.page.keyboard().press("Enter");
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.heading("api-key")).isVisible();

        ada.button("Leave out api-key").click();
        ada.dialog()
                .getByText("Leave out", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(ada.heading("api-key")).isHidden();
        assertThat(ada.heading("apiKey")).isHidden();
        assertThat(ada.heading("greeting")).isVisible();
        assertThat(ada.says("api-key is out of your draft.")).isVisible();
        assertThat(ada.button("Undo")).isHidden();
    }

    @Test
    void a_value_is_put_back_with_all_its_digits_though_the_draft_was_closed() {
        String count = api.value("count", 1);
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.changeValue("count", "9007199254740993");
        ada.review();

        ada.button("Leave out count").click();
        assertThat(ada.says("count is out of your draft. It was the last change, so the draft is closed."))
                .isVisible();
        assertThat(ada.heading("Nothing to review")).isFocused();
        Api console = by(ada, "valise-console");
        Assertions.assertThat(console.read("/drafts").getList("")).isEmpty();
        Assertions.assertThat(console.read("/values/" + count).getString("value"))
                .isEqualTo("1");

        ada.button("Undo").click();
        assertThat(ada.says("count is back in your draft.")).isVisible();
        assertThat(ada.says("9007199254740993")).isVisible();
        assertThat(ada.says("1 change")).isVisible();
    }

    @Test
    void what_was_created_or_deleted_is_put_back_too() {
        String colour = api.value("colour", "red");
        String url = api.environmentValue("base-url", Map.of("testing", "http://testing.example"));
        Person ada = person("Ada");
        Api console = by(ada, "valise-console");
        console.draft();
        console.value("greeting", "hello");
        console.delete("/values/" + colour).statusCode(204);
        console.put("/environment_values/" + url, Map.of("name", "base-url", "values", Map.of("qa", "http://qa")));
        console.put("/environment", Map.of("environment", "testing"));
        ada.logIn();
        ada.open("review");

        for (String name : new String[] {"greeting", "colour", "base-url"}) {
            ada.button("Leave out " + name).click();
            assertThat(ada.heading(name)).isHidden();
            ada.button("Undo").click();
            assertThat(ada.says(name + " is back in your draft.")).isVisible();
            assertThat(ada.heading(name)).isVisible();
        }
        ada.button("Leave out the environment").click();
        assertThat(ada.heading("Environment")).isHidden();
        ada.button("Undo").click();
        assertThat(ada.heading("Environment")).isVisible();
        Assertions.assertThat(console.read("/values").getList("[*].name")).containsExactly("greeting");
        Assertions.assertThat(console.read("/environment_values/" + url).getString("values.qa"))
                .isEqualTo("http://qa");
    }
}
