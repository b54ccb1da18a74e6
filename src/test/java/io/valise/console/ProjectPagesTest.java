package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What belongs to the project is reached from every page, and apps are switched without a detour. */
@QuarkusTest
class ProjectPagesTest extends BrowserTest {
    @Test
    void people_keys_and_the_project_s_audit_are_reached_from_every_page() {
        Person ada = person("Ada");
        ada.logIn();
        ada.link("People and keys").click();
        assertThat(ada.heading("People and API keys")).isVisible();
        assertThat(ada.page).hasURL(Pattern.compile(".*#/keys"));
        assertThat(ada.button("Revoke API key Ada")).isVisible();
        ada.link("Project audit").click();
        assertThat(ada.heading("Project audit")).isVisible();
        assertThat(ada.page.locator("main li").first()).containsText("logged in");
        assertThat(ada.link("Project audit")).hasAttribute("aria-current", "page");

        for (String page : List.of("values", "environments", "deployments", "access", "audit", "settings")) {
            ada.open(page);
            assertThat(ada.page.locator("main h1")).isVisible();
            assertThat(ada.link("Project audit")).hasAttribute("aria-current", "false");
            ada.link("People and keys").click();
            assertThat(ada.heading("People and API keys")).isVisible();
        }
    }

    @Test
    void the_old_address_of_the_keys_shows_the_app_s_tokens_and_leads_to_the_keys() {
        Person ada = person("Ada");
        ada.logIn();
        ada.open("access");
        assertThat(ada.heading("Runtime tokens")).isVisible();
        ada.link("People and API keys").click();
        assertThat(ada.heading("People and API keys")).isVisible();
    }

    @Test
    void an_address_that_belongs_to_no_page_says_so() {
        Person ada = person("Ada");
        ada.logIn();
        ada.page.navigate(address + "#/people");
        assertThat(ada.heading("There is no such page")).isVisible();
        ada.link("All apps").click();
        assertThat(ada.heading("Apps")).isVisible();
    }

    @Test
    void apps_are_switched_by_keys_alone_the_last_one_first() {
        Api accounts = api.anotherApp("accounts");
        api.anotherApp("another");
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        Keyboard keys = ada.page.keyboard();

        ada.button("shop, switch app").focus();
        keys.press("Enter");
        assertThat(ada.page.getByRole(AriaRole.COMBOBOX)).isFocused();
        keys.type("accounts");
        assertThat(chosen(ada)).containsText("accounts");
        keys.press("Enter");
        assertThat(ada.page).hasURL(Pattern.compile(".*#/apps/" + accounts.app() + "/values"));
        assertThat(ada.button("accounts, switch app")).isVisible();

        ada.button("accounts, switch app").press("Enter");
        assertThat(chosen(ada)).containsText("shop");
        keys.press("Enter");
        assertThat(ada.page).hasURL(Pattern.compile(".*#/apps/" + api.app() + "/values"));
        assertThat(ada.button("shop, switch app")).isVisible();
    }

    private static Locator chosen(Person person) {
        return person.dialog().getByRole(AriaRole.OPTION, new Locator.GetByRoleOptions().setSelected(true));
    }
}
