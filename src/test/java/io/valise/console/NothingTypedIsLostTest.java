package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drawer is an address, and what is typed in it stays until it is saved or the person throws it away. */
@QuarkusTest
class NothingTypedIsLostTest extends BrowserTest {
    private String greeting;
    private Person ada;

    @BeforeEach
    void values() {
        greeting = api.value("greeting", "hello");
        ada = person("Ada");
        ada.logIn();
        ada.openValues();
    }

    @Test
    void back_closes_a_drawer_and_forward_opens_it_again() {
        ada.button("greeting").click();
        assertThat(ada.json()).isFocused();
        assertAt("values/" + greeting);

        ada.page.goBack();
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.button("greeting")).isFocused();
        assertAt("values");
        ada.page.goForward();
        assertThat(ada.json()).hasText("\"hello\"");
        ada.page.keyboard().press("Escape");
        assertThat(ada.dialog()).isHidden();
        assertAt("values");
    }

    @Test
    void the_name_of_a_deployment_is_still_there_after_another_page_and_a_reload() {
        ada.changeValue("greeting", "\"changed\"");
        ada.review();
        ada.field("Name of the deployment (optional)").fill("A warmer welcome");

        ada.link("Values").click();
        assertThat(ada.heading("Values")).isVisible();
        ada.review();
        assertThat(ada.field("Name of the deployment (optional)")).hasValue("A warmer welcome");
        ada.page.reload();
        assertThat(ada.field("Name of the deployment (optional)")).hasValue("A warmer welcome");
        ada.button("Deploy 1 change").click();
        assertThat(ada.heading("A warmer welcome")).isVisible();
    }

    @Test
    void back_asks_if_something_is_typed_and_puts_the_address_right() {
        types();

        ada.page.goBack();
        assertThat(ada.says("Throw away what you typed?")).isVisible();
        assertAt("values/" + greeting);
        ada.page.keyboard().press("Escape");
        assertThat(ada.says("Throw away what you typed?")).isHidden();
        assertThat(ada.json()).isFocused();
        ada.page.keyboard().type("!");
        assertThat(ada.json()).hasText("\"hello\" typed!");

        ada.page.goBack();
        ada.button("Throw away").click();
        assertThat(ada.dialog()).isHidden();
        assertAt("values");
    }

    @Test
    void forward_and_another_address_ask_too() {
        ada.open("audit");
        assertThat(ada.heading("Audit")).isVisible();
        ada.page.goBack();
        types();
        ada.page.evaluate("() => { location.hash = location.hash.replace(/values.*/, 'settings') }");

        ada.button("Cancel").last().click();
        assertThat(ada.json()).hasText("\"hello\" typed");
        assertAt("values/" + greeting);
        ada.page.goForward();
        ada.button("Throw away").click();
        assertThat(ada.heading("Settings")).isVisible();
        assertThat(ada.dialog()).isHidden();
    }

    @Test
    void escape_never_throws_away_however_often_it_is_pressed() {
        types();
        for (int i = 0; i < 3; i++) {
            ada.page.keyboard().press("Escape");
            assertThat(ada.button("Throw away")).isVisible();
            ada.page.keyboard().press("Escape");
            assertThat(ada.button("Throw away")).isHidden();
        }
        assertThat(ada.json()).hasText("\"hello\" typed");
        assertThat(ada.json()).isFocused();
    }

    @Test
    void a_reload_asks_only_while_something_is_typed() {
        List<String> asked = new CopyOnWriteArrayList<>();
        ada.page.onDialog(dialog -> {
            asked.add(dialog.type());
            dialog.dismiss();
        });
        types();

        ada.page.waitForCondition(() -> {
            ada.page.evaluate("() => { setTimeout(() => location.reload()) }");
            return !asked.isEmpty();
        });
        Assertions.assertThat(asked).contains("beforeunload");
        assertThat(ada.json()).hasText("\"hello\" typed");

        ada.page.keyboard().press("Escape");
        ada.button("Throw away").click();
        assertThat(ada.dialog()).isHidden();
        asked.clear();
        ada.page.reload();
        assertThat(ada.button("greeting")).isVisible();
        Assertions.assertThat(asked).isEmpty();
    }

    @Test
    void the_name_of_a_new_app_is_not_lost_by_back_either() {
        ada.open("audit");
        assertThat(ada.heading("Audit")).isVisible();
        ada.page.navigate(address + "#/apps");
        ada.button("Create app").click();
        ada.field("Name").fill("warehouse");

        ada.page.goBack();
        ada.button("Cancel").last().click();
        assertThat(ada.field("Name")).hasValue("warehouse");
    }

    @Test
    void a_link_leads_to_an_item_and_to_a_new_one() {
        ada.open("values/" + greeting);
        assertThat(ada.json()).hasText("\"hello\"");
        ada.button("Close").click();
        assertThat(ada.dialog()).isHidden();
        assertAt("values");

        ada.open("values/new");
        assertThat(ada.field("Name")).isFocused();
        ada.page.reload();
        assertThat(ada.field("Name")).isFocused();
        ada.page.keyboard().press("Escape");
        assertAt("values");

        ada.open("values/ffffffffffffffffffffffff");
        assertThat(ada.says("There is nothing at this address.")).isVisible();
        assertAt("values");
    }

    /** Ada has opened the value and typed in it. */
    private void types() {
        ada.button("greeting").click();
        assertThat(ada.json()).isFocused();
        ada.page.keyboard().type(" typed");
    }

    private void assertAt(String place) {
        assertThat(ada.page).hasURL(Pattern.compile(".*/" + place + "$"));
    }
}
