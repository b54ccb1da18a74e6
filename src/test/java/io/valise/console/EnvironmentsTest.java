package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The matrix of the environment values: it is edited like a spreadsheet. */
@QuarkusTest
class EnvironmentsTest extends BrowserTest {
    private String url;
    private Person ada;

    @BeforeEach
    void twoNames() {
        url = api.environmentValue("base-url", Map.of("testing", "http://testing.example"));
        api.environmentValue("retries", Map.of("testing", 3, "production", 9));
        ada = person("Ada");
        ada.logIn();
        ada.open("environments");
        assertThat(ada.button("base-url")).isVisible();
    }

    @Test
    void cells_are_filled_by_keys_alone() {
        Keyboard keys = ada.page.keyboard();
        keys.press("ArrowDown");
        assertThat(ada.button("base-url")).isFocused();
        keys.press("ArrowRight");
        keys.press("ArrowRight");
        assertThat(ada.button("base-url in Development: not set")).isFocused();
        keys.press("Enter");
        assertThat(ada.field("Edit base-url in Development")).isFocused();
        keys.type("\"http://localhost\"");
        keys.press("Enter");
        assertThat(ada.button("retries in Development: not set")).isFocused();
        assertThat(ada.button("base-url in Development: \"http://localhost\"")).isVisible();

        keys.press("Enter");
        keys.type("1");
        keys.press("Tab");
        assertThat(ada.button("retries in Testing: 3")).isFocused();
        keys.press("Enter");
        keys.type("oops");
        keys.press("Escape");
        assertThat(ada.button("retries in Testing: 3")).isFocused();
        keys.press("ArrowUp");
        assertThat(ada.button("base-url in Testing: \"http://testing.example\""))
                .isFocused();
        keys.press("End");
        assertThat(ada.button("base-url in Production: not set")).isFocused();

        assertThat(ada.says("2 changes")).isVisible();
        Api console = by(ada, "valise-console");
        Assertions.assertThat(console.read("/environment_values/" + url).getString("values.development"))
                .isEqualTo("http://localhost");
    }

    @Test
    void a_cell_that_is_no_JSON_stays_open_and_an_emptied_one_is_removed_and_brought_back() {
        ada.button("retries in Production: 9").click();
        ada.field("Edit retries in Production").fill("nine");
        ada.page.keyboard().press("Enter");
        assertThat(ada.page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .containsText("Put text in quotes.");
        assertThat(ada.field("Edit retries in Production")).isFocused();
        ada.field("Edit retries in Production").fill("");
        ada.page.keyboard().press("Enter");
        assertThat(ada.says("retries is removed from Production in your draft."))
                .isVisible();
        assertThat(ada.button("retries in Production: not set")).isVisible();
        ada.button("Undo").click();
        assertThat(ada.button("retries in Production: 9")).isVisible();
    }

    @Test
    void a_cell_that_somebody_else_changed_is_not_overwritten_unseen() {
        ada.button("base-url in Testing: \"http://testing.example\"").click();
        ada.field("Edit base-url in Testing").fill("\"http://mine.example\"");
        Api console = by(ada, "valise-console");
        console.draft();
        console.put(
                "/environment_values/" + url,
                Map.of("name", "base-url", "values", Map.of("testing", "http://theirs.example")));

        ada.page.keyboard().press("Enter");

        assertThat(ada.says("Press Enter to replace their value, or Esc to keep it."))
                .isVisible();
        assertThat(ada.field("Edit base-url in Testing")).isFocused();
        // Only a key decides, not a click elsewhere, and not another cell.
        ada.heading("Environments").click();
        ada.button("retries in Production: 9").click();
        assertThat(ada.field("Edit base-url in Testing")).hasValue("\"http://mine.example\"");
        Assertions.assertThat(console.read("/environment_values/" + url).getString("values.testing"))
                .isEqualTo("http://theirs.example");
        assertThat(ada.field("Edit base-url in Testing")).isFocused();
        ada.page.keyboard().press("Enter");
        assertThat(ada.button("base-url in Testing: \"http://mine.example\"")).isVisible();
        assertThat(ada.says("base-url in Testing is in your draft.")).isVisible();
    }

    @Test
    void a_drawer_has_all_environments_of_a_name_and_an_address() {
        ada.button("retries").click();
        assertThat(ada.dialog()).isVisible();
        assertThat(ada.page).hasURL(Pattern.compile("environments/[0-9a-f]{24}"));
        ada.toggle("QA").click();
        ada.typeJson("5");
        ada.toggle("Production").click();
        assertThat(ada.json()).hasText("9");
        ada.button("Remove from Production").click();
        ada.toggle("Testing").click();
        assertThat(ada.json()).hasText("3");
        ada.page.keyboard().press("ControlOrMeta+Enter");
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.button("retries in QA: 5")).isVisible();
        assertThat(ada.button("retries in Production: not set")).isVisible();
        assertThat(ada.button("retries in Testing: 3")).isVisible();
    }

    @Test
    void missing_is_only_what_the_active_environment_lacks() {
        ada.field("Active environment").selectOption("production");
        assertThat(ada.says("Deployed: No environment.")).isVisible();
        assertThat(ada.says("Your draft makes it Production.")).isVisible();
        assertThat(ada.page.locator("v-bar")).containsText("is deployed; your draft makes it Production");

        assertThat(ada.button("base-url in Production: missing")).isVisible();
        assertThat(ada.button("base-url in QA: not set")).isVisible();
        ada.field("Only missing 1 missing").check();
        assertThat(ada.button("retries")).isHidden();
        assertThat(ada.says("1 of 2")).isVisible();
    }

    @Test
    void the_name_and_the_active_column_stay_in_sight() {
        ada.field("Active environment").selectOption("production");
        assertThat(ada.says("Your draft makes it Production.")).isVisible();
        ada.page.setViewportSize(700, 720);

        Locator cell = ada.button("base-url in Production: missing");
        assertThat(cell).isInViewport();
        ada.page.evaluate("document.querySelector('.matrix').scrollTo(1e9, 0)");
        assertThat(ada.button("base-url")).isInViewport();
        assertThat(cell).isInViewport();
    }
}
