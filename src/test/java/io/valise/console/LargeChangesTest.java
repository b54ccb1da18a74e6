package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Thousands of changes: only those near the visible ones are drawn, and all can be reached. */
@QuarkusTest
class LargeChangesTest extends BrowserTest {
    private static final int MANY = 5_000;
    /** Elements on a page. Drawing all changes takes more than a hundred thousand. */
    private static final int FEW_NODES = 2_000;

    @Test
    void a_review_and_a_deployment_of_5000_changes_draw_few_nodes_and_all_are_reached() {
        Person ada = person("Ada");
        Api console = by(ada, "valise-console");
        console.draft();
        console.post("/values/import", values()).statusCode(200);
        ada.logIn();
        ada.open("review");

        assertThat(ada.heading("name-00000")).isVisible();
        assertThat(ada.page.locator("main")).containsText("{\"number\":0}");
        Assertions.assertThat(nodes(ada)).isLessThan(FEW_NODES);
        assertThat(ada.page.locator("[data-card]").first()).hasAttribute("aria-setsize", "5000");

        // The last one is reached by scrolling, and any by its name.
        ada.button("name-00000").focus();
        Locator last = ada.heading("name-04999");
        ada.page.evaluate("document.querySelector('main').scrollTo(0, 1e9)");
        assertThat(last).isVisible();
        Assertions.assertThat(nodes(ada)).isLessThan(FEW_NODES);
        // The card that has the focus stays drawn.
        assertThat(ada.button("name-00000")).isFocused();

        ada.field("Search changes").fill("name-02500");
        assertThat(ada.says("1 of 5000")).isVisible();
        ada.page.keyboard().press("ArrowDown");
        assertThat(ada.button("name-02500")).isFocused();
        ada.page.keyboard().press("Enter");
        assertThat(ada.says("\"number\": 2500")).isVisible();
        ada.field("Search changes").fill("");
        assertThat(ada.heading("name-00000")).isVisible();
        Assertions.assertThat(nodes(ada)).isLessThan(FEW_NODES);

        ada.button("Deploy 5000 changes").click();
        assertThat(ada.heading("Revision 1")).isVisible();
        assertThat(ada.says("and 4988 more")).isVisible();
        assertThat(ada.heading("name-00000")).isVisible();
        Assertions.assertThat(nodes(ada)).isLessThan(FEW_NODES);
    }

    @Test
    void a_matrix_of_5000_names_draws_few_nodes_and_all_are_reached() {
        Map<String, Object> environments = new LinkedHashMap<>();
        environments.put("testing.json", Map.of("values", values()));
        api.post("/import?strategy=replace-by-name", Map.of("config_version", 20210101, "environments", environments))
                .statusCode(204);
        Person ada = person("Ada");
        ada.logIn();
        ada.open("environments");

        assertThat(ada.button("name-00000")).isVisible();
        Assertions.assertThat(nodes(ada)).isLessThan(FEW_NODES);
        ada.page.evaluate("document.querySelector('.matrix').scrollTo(0, 1e9)");
        assertThat(ada.button("name-04999")).isVisible();
        Assertions.assertThat(nodes(ada)).isLessThan(FEW_NODES);
        ada.field("Search environment values").fill("2500");
        assertThat(ada.says("1 of 5000")).isVisible();
        assertThat(ada.button("name-02500 in Testing: {\"number\":2500}")).isVisible();
    }

    private static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < MANY; i++) {
            values.put("name-%05d".formatted(i), Map.of("number", i));
        }
        return values;
    }

    private static int nodes(Person person) {
        return (int) person.page.evaluate("document.querySelectorAll('*').length");
    }
}
