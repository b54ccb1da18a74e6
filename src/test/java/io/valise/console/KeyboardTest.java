package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The whole console can be used without a mouse. */
@QuarkusTest
class KeyboardTest extends BrowserTest {
    @Test
    void a_value_is_created_reviewed_deployed_and_deleted_by_keys_alone() {
        api.value("colour", "red");
        Person ada = person("Ada");
        ada.logIn();
        Keyboard keys = ada.page.keyboard();

        assertThat(ada.link("shop")).isVisible();
        keys.press("ArrowDown");
        assertThat(ada.link("shop")).isFocused();
        keys.press("Enter");
        assertThat(ada.heading("Values")).isVisible();

        keys.press("c");
        assertThat(ada.field("Name")).isFocused();
        keys.type("greeting");
        keys.press("Tab");
        assertThat(ada.json()).isFocused();
        keys.type("42");
        keys.press("ControlOrMeta+Enter");
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.button("Create value")).isFocused();

        keys.press("/");
        keys.type("gree");
        keys.press("ArrowDown");
        assertThat(ada.button("greeting")).isFocused();
        keys.press("Enter");
        assertThat(ada.dialog()).isVisible();
        keys.press("Escape");
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.button("greeting")).isFocused();

        keys.press("r");
        assertThat(ada.heading("Review")).isVisible();
        ada.field("Name of the deployment (optional)").focus();
        keys.type("forty-two");
        keys.press("Enter");
        assertThat(ada.heading("forty-two")).isVisible();

        ada.link("Values").press("Enter");
        assertThat(ada.heading("Values")).isVisible();
        assertThat(ada.button("greeting")).isVisible();
        keys.press("ArrowDown");
        keys.press("ArrowDown");
        assertThat(ada.button("greeting")).isFocused();
        keys.press("Delete");
        assertThat(ada.button("Cancel")).isFocused();
        keys.press("Tab");
        keys.press("Enter");
        assertThat(ada.button("greeting")).isHidden();
    }

    @Test
    void who_moves_on_while_a_page_is_loaded_stays_there() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        List<Route> held = new ArrayList<>();
        ada.page.route("**/static/bundle/**", held::add);

        ada.link("Audit").press("Enter");
        assertThat(ada.link("Audit")).hasAttribute("aria-current", "page");
        ada.page.keyboard().press("Tab");
        assertThat(ada.link("Try a Function")).isFocused();
        ada.page.unroute("**/static/bundle/**");
        held.forEach(Route::resume);

        assertThat(ada.page).hasTitle(Pattern.compile("Audit.*"));
        assertThat(ada.link("Try a Function")).isFocused();
    }

    @Test
    void the_first_stop_skips_what_is_on_every_page() {
        Person ada = person("Ada");
        ada.logIn();
        ada.page.reload();
        assertThat(ada.heading("Apps")).isVisible();

        ada.page.keyboard().press("Tab");

        assertThat(ada.link("Skip to the page")).isFocused();
        ada.page.keyboard().press("Enter");
        assertThat(ada.page.locator("main")).isFocused();
    }
}
