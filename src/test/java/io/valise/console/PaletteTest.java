package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Ctrl+K finds apps, values, secrets, pages and actions, and the keyboard is enough to use it. */
@QuarkusTest
class PaletteTest extends BrowserTest {
    private static final String OPEN = "ControlOrMeta+K";

    @Test
    void a_value_and_a_secret_are_found_by_name_and_opened() {
        String rates = api.value("shippingRates", 4);
        api.secret("payment-key", MadeUp.content("payment-key"));
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        Keyboard keys = ada.page.keyboard();

        keys.press(OPEN);
        assertThat(search(ada)).isFocused();
        keys.type("rates");
        assertThat(chosen(ada)).containsText("shippingRates");
        keys.press("Enter");
        assertThat(ada.page).hasURL(Pattern.compile(".*#/apps/" + api.app() + "/values/" + rates));
        assertThat(ada.dialog()).containsText("shippingRates");
        keys.press("Escape");
        assertThat(ada.dialog()).isHidden();

        keys.press(OPEN);
        keys.type("payment");
        assertThat(chosen(ada)).containsText("payment-key");
        assertThat(chosen(ada)).containsText("Secret");
    }

    @Test
    void values_of_other_apps_are_found_once_something_is_typed_and_read_once() {
        Api accounts = api.anotherApp("a-accounts");
        String ledger = accounts.value("ledgerAddress", "elsewhere");
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        List<String> read = new CopyOnWriteArrayList<>();
        ada.page.onRequest(request -> {
            if (request.url().endsWith(accounts.app() + "/values")) {
                read.add(request.url());
            }
        });
        Keyboard keys = ada.page.keyboard();

        keys.press(OPEN);
        keys.type("l");
        assertThat(search(ada)).hasValue("l");
        Assertions.assertThat(read).isEmpty();
        keys.type("edgerA");
        assertThat(chosen(ada)).containsText("ledgerAddress");
        assertThat(chosen(ada)).containsText("Value in a-accounts");
        keys.press("Escape");
        assertThat(ada.dialog()).isHidden();

        keys.press(OPEN);
        keys.type("ledgerA");
        assertThat(chosen(ada)).containsText("ledgerAddress");
        Assertions.assertThat(read).hasSize(1);
        keys.press("Enter");
        assertThat(ada.page).hasURL(Pattern.compile(".*#/apps/" + accounts.app() + "/values/" + ledger));
        assertThat(ada.dialog()).containsText("ledgerAddress");
    }

    @Test
    void actions_are_done_from_it() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();

        run(ada, "create value");
        assertThat(ada.field("Name")).isFocused();
        ada.page.keyboard().press("Escape");
        assertThat(ada.dialog()).isHidden();

        run(ada, "dark theme");
        assertThat(ada.page.locator("html")).hasAttribute("data-theme", "dark");

        ada.createValue("greeting", "1");
        run(ada, "review");
        assertThat(ada.heading("Review")).isVisible();
        run(ada, "discard");
        assertThat(ada.heading("Discard the draft?")).isVisible();
        ada.page.keyboard().press("Tab");
        ada.page.keyboard().press("Enter");
        assertThat(ada.says("The draft is discarded.")).isVisible();

        run(ada, "create runtime");
        assertThat(ada.heading("Create runtime token")).isVisible();
        ada.page.keyboard().press("Escape");
        assertThat(ada.dialog()).isHidden();
        run(ada, "create api key");
        assertThat(ada.heading("Create API key")).isVisible();
        ada.page.keyboard().press("Escape");
        assertThat(ada.dialog()).isHidden();
        run(ada, "create api key");
        assertThat(ada.heading("Create API key")).isVisible();
        ada.page.keyboard().press("Escape");
        run(ada, "create app");
        assertThat(ada.heading("Create app")).isVisible();
        ada.page.keyboard().press("Escape");
        assertThat(ada.dialog()).isHidden();
        run(ada, "log out");
        assertThat(ada.page.getByLabel("Private key")).isVisible();
    }

    @Test
    void screen_readers_follow_the_choice_while_the_focus_stays_in_the_field() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.link("Deployments").focus();
        Keyboard keys = ada.page.keyboard();

        keys.press(OPEN);
        keys.type("environments");
        assertThat(chosen(ada)).hasText("Environments");
        assertThat(search(ada)).hasAttribute("aria-activedescendant", id(chosen(ada)));
        keys.press("ControlOrMeta+A");
        keys.type("audit");
        assertThat(options(ada)).hasCount(2);
        keys.press("ArrowDown");
        assertThat(chosen(ada)).hasText("Project audit");
        assertThat(search(ada)).hasAttribute("aria-activedescendant", id(chosen(ada)));
        keys.press("ArrowDown");
        assertThat(chosen(ada)).hasText("Audit");
        assertThat(search(ada)).isFocused();
        assertThat(ada.dialog().getByRole(AriaRole.STATUS)).hasText("2 results");
        keys.press("ControlOrMeta+A");
        keys.type("no such thing");
        assertThat(ada.dialog().getByRole(AriaRole.STATUS)).containsText("Nothing is called “no such thing”.");
        keys.press("Escape");
        assertThat(ada.link("Deployments")).isFocused();

        keys.press("?");
        assertThat(ada.dialog()).containsText("Search everything, and commands");
        keys.press(OPEN);
        assertThat(search(ada)).hasCount(0);
    }

    @Test
    void its_code_is_loaded_when_it_is_first_opened() {
        Person ada = person("Ada");
        ada.logIn();
        Assertions.assertThat(ada.page.evaluate("() => !!customElements.get('v-palette')"))
                .isEqualTo(false);
        ada.button("Search and commands").click();
        assertThat(search(ada)).isFocused();
    }

    private static void run(Person person, String words) {
        person.page.keyboard().press(OPEN);
        assertThat(search(person)).isFocused();
        person.page.keyboard().type(words);
        assertThat(chosen(person)).isVisible();
        person.page.keyboard().press("Enter");
        assertThat(search(person)).hasCount(0);
    }

    private static Locator search(Person person) {
        return person.page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Search apps, values"));
    }

    private static Locator options(Person person) {
        return person.dialog().getByRole(AriaRole.OPTION);
    }

    private static Locator chosen(Person person) {
        return person.dialog().getByRole(AriaRole.OPTION, new Locator.GetByRoleOptions().setSelected(true));
    }

    private static String id(Locator locator) {
        return locator.getAttribute("id");
    }
}
