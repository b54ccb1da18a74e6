package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One person with two tabs. */
@QuarkusTest
class TabsTest extends BrowserTest {
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
    void a_new_tab_is_logged_in_and_nothing_is_stored_for_that() {
        Person second = ada.anotherTab();
        second.openValues();

        Assertions.assertThat(second.page
                        .evaluate("() => JSON.stringify(localStorage) + document.cookie")
                        .toString())
                .doesNotContain(SessionTest.refreshToken(ada), "vrf_");
        ada.page.close();
        Person third = second.anotherTab();
        third.openValues();
    }

    @Test
    void a_log_out_reaches_all_tabs() {
        Person second = ada.anotherTab();
        second.openValues();
        logOut(second);

        assertThat(second.button("Log in")).isVisible();
        assertThat(ada.button("Log in")).isVisible();
        assertThat(ada.field("Public key")).isEditable();
        Assertions.assertThat(ada.page.evaluate("() => sessionStorage.getItem('valise.refresh')"))
                .isNull();
        Person third = ada.anotherTab();
        third.open("values");
        assertThat(third.button("Log in")).isVisible();
    }

    @Test
    void what_is_typed_is_hidden_by_a_log_out_and_kept_for_the_same_person() {
        ada.button("greeting").click();
        ada.typeJson("\"typed\"");
        Person second = ada.anotherTab();
        second.openValues();
        logOut(second);

        assertThat(ada.says("You logged out in another tab.")).isVisible();
        assertThat(ada.field("Public key")).not().isEditable();
        second.fillIn();
        assertThat(second.button("greeting")).isVisible();
        assertThat(ada.says("You logged out in another tab.")).isHidden();
        assertThat(ada.json()).hasText("\"typed\"");
        ada.save();
        assertThat(second.says("1 change")).isVisible();
    }

    @Test
    void a_log_in_after_the_session_ended_helps_the_other_tabs() {
        Person second = ada.anotherTab();
        second.openValues();
        ada.button("Create value").click();
        ada.field("Name").fill("colour");
        ada.typeJson("\"red\"");
        SessionTest.endSession(ada);
        ada.button("Save").click();
        assertThat(ada.says("Your session has ended.")).isVisible();
        assertThat(second.says("Your session has ended.")).isVisible();
        second.fillIn();

        assertThat(ada.says("Your session has ended.")).isHidden();
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.row("colour", "Value")).isVisible();
        assertThat(second.row("colour", "Value")).isVisible();
    }

    @Test
    void tabs_that_renew_at_once_do_not_end_each_others_session() {
        Person second = ada.anotherTab();
        second.openValues();
        for (Person tab : new Person[] {ada, second}) {
            tab.page.route(
                    "**/deployments?limit=1",
                    route -> route.fulfill(new Route.FulfillOptions()
                            .setStatus(401)
                            .setContentType("application/json")
                            .setBody("{\"error\": \"expired\", \"error_code\": \"InvalidSession\"}")),
                    new Page.RouteOptions().setTimes(1));
        }
        ada.page.waitForResponse(
                reply -> reply.url().endsWith("/auth/session") && reply.status() == 201,
                () -> second.page.waitForResponse(
                        reply -> reply.url().endsWith("/auth/session") && reply.status() == 201, () -> {}));

        ada.createValue("colour", "\"red\"");
        assertThat(second.row("colour", "Value")).isVisible();
        second.changeValue("colour", "\"blue\"");
        assertThat(ada.says("Your session has ended.")).isHidden();
    }

    @Test
    void what_one_tab_changes_shows_in_the_other() {
        Person second = ada.anotherTab();
        second.openValues();
        ada.createValue("colour", "\"red\"");

        assertThat(second.row("colour", "Value")).isVisible();
        assertThat(second.says("1 change")).isVisible();
        second.changeValue("greeting", "\"good morning\"");
        assertThat(ada.says("2 changes")).isVisible();
        ada.button("Discard").click();
        ada.dialog().locator("button.danger").click();
        assertThat(second.says("2 changes")).isHidden();
        assertThat(second.row("colour", "Value")).isHidden();
    }

    @Test
    void an_editor_tells_of_a_change_in_the_other_tab_and_does_not_overwrite_it() {
        Person second = ada.anotherTab();
        second.openValues();
        ada.button("greeting").click();
        ada.typeJson("\"from the first\"");
        second.changeValue("greeting", "\"from the second\"");

        assertThat(ada.says("You changed this value in another tab or program")).isVisible();
        assertThat(ada.button("Save")).isHidden();
        ada.page.keyboard().press("ControlOrMeta+Enter");
        Assertions.assertThat(
                        by(ada, "valise-console").read("/values/" + greeting).getString("value"))
                .isEqualTo("from the second");
        ada.button("Look at both").click();
        assertThat(ada.dialog()).containsText("from the second");
        assertThat(ada.json()).hasText("\"from the first\"");
        ada.button("Keep mine").click();
        assertThat(ada.dialog()).isHidden();
        Assertions.assertThat(
                        by(ada, "valise-console").read("/values/" + greeting).getString("value"))
                .isEqualTo("from the first");
    }

    @Test
    void an_editor_says_that_the_draft_is_closed_in_which_it_was_opened() {
        ada.changeValue("greeting", "\"in the draft\"");
        Person second = ada.anotherTab();
        second.openValues();
        ada.button("greeting").click();
        ada.typeJson("\"more\"");
        second.button("Discard").click();
        second.dialog().locator("button.danger").click();

        assertThat(ada.says("the draft that it was in is closed")).isVisible();
        ada.button("Keep mine").click();
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.says("1 change")).isVisible();
    }

    private static void logOut(Person person) {
        person.button("Ada Account").click();
        person.button("Log out").click();
    }
}
