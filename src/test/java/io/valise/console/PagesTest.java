package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What each page beside values and deployments is for. */
@QuarkusTest
class PagesTest extends BrowserTest {
    @Test
    void a_cell_is_filled_in_a_column_copied_and_all_of_it_deployed_from_the_draft() {
        api.environmentValue("base-url", Map.of("testing", "http://testing.example"));
        String retries = api.environmentValue("retries", Map.of("testing", 3, "production", 9));
        Person ada = person("Ada");
        ada.logIn();
        ada.open("environments");
        ada.button("base-url in Development: missing").click();
        ada.typeJson("\"http://localhost\"");
        ada.save();
        assertThat(ada.button("base-url in Development: \"http://localhost\"")).isFocused();

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
}
