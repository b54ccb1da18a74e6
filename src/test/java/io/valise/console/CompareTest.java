package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployments are compared by the numbers of their revisions; a deployment's page says in words what it changed. */
@QuarkusTest
class CompareTest extends BrowserTest {
    private Person ada;

    @BeforeEach
    void threeRevisions() {
        String greeting = api.value("greeting", "hello");
        api.value("colour", "red");
        api.put("/values/" + greeting, Map.of("name", "salutation", "value", "good morning"));
        ada = person("Ada");
        ada.logIn();
    }

    @Test
    void the_choice_is_in_the_address_and_the_oldest_is_on_the_left() {
        ada.open("deployments?from=3&to=1");

        assertThat(ada.page).hasURL(Pattern.compile("from=1&to=3"));
        assertThat(ada.says("2 differences")).isVisible();
        assertThat(ada.field("From")).hasValue("1");
        Locator heads = ada.page.getByLabel("Changes of salutation").locator("thead th");
        assertThat(heads.nth(1)).hasText("Revision 1");
        assertThat(heads.nth(3)).hasText("Revision 3");
        assertThat(ada.page.getByLabel("Changes of salutation")).containsText("\"good morning\"");

        ada.field("From").selectOption("2");
        assertThat(ada.page).hasURL(Pattern.compile("from=2&to=3"));
        assertThat(ada.says("1 difference")).isVisible();
        ada.page.goBack();
        assertThat(ada.says("2 differences")).isVisible();
        assertThat(ada.field("From")).hasValue("1");
        ada.page.reload();
        assertThat(ada.says("2 differences")).isVisible();
        ada.field("To").selectOption("1");
        assertThat(ada.says("Choose two different revisions.")).isVisible();
    }

    @Test
    void a_deployment_reads_as_a_release_note_with_the_details_below() {
        ada.open("deployments");
        ada.link("Revision 3").click();

        assertThat(ada.heading("Revision 3")).isVisible();
        assertThat(ada.page.locator(".release")).containsText("Renamed");
        assertThat(ada.page.locator(".release")).containsText("greeting → salutation");
        assertThat(ada.says("from the API")).isVisible();
        assertThat(ada.button("salutation")).hasAttribute("aria-expanded", "false");
        ada.button("salutation").press("Enter");
        assertThat(ada.page.getByLabel("Changes of salutation")).containsText("\"hello\"");

        ada.link("Compare with another revision").click();
        assertThat(ada.page).hasURL(Pattern.compile("deployments\\?from=2&to=3"));
        assertThat(ada.heading("Compare revisions")).isVisible();
    }

    @Test
    void the_first_deployment_is_compared_with_nothing() {
        ada.open("deployments");
        ada.link("Revision 1").click();
        assertThat(ada.page.locator(".release")).containsText("value: greeting");
        ada.button("greeting").click();
        assertThat(ada.says("Before the first deployment")).isVisible();
    }
}
