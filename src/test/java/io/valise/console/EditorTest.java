package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The editor of a value: where the caret is, what its button does, and what it says when. */
@QuarkusTest
class EditorTest extends BrowserTest {
    private Person ada;

    @BeforeEach
    void values() {
        api.value("greeting", "hello");
        ada = person("Ada");
        ada.logIn();
        ada.openValues();
    }

    @Test
    void what_is_typed_after_opening_it_goes_in_and_Ctrl_Enter_saves_just_that() {
        ada.button("greeting").press("Enter");
        assertThat(ada.json()).isFocused();
        ada.page.keyboard().press("ControlOrMeta+A");
        ada.page.keyboard().type("[1]");
        ada.page.keyboard().press("ControlOrMeta+Enter");

        assertThat(ada.dialog()).isHidden();
        ada.button("greeting").press("Enter");
        assertThat(ada.json()).hasText("[  1]");
        assertThat(ada.dialog().locator(".cm-line")).hasCount(3);
        assertThat(ada.json()).isFocused();
    }

    @Test
    void a_short_text_is_continued_at_its_end() {
        ada.button("greeting").press("Enter");
        assertThat(ada.json()).isFocused();
        ada.page.keyboard().type(" ");
        ada.page.keyboard().press("Backspace");
        ada.page.keyboard().press("Backspace");
        ada.page.keyboard().type(" again\"");

        assertThat(ada.json()).hasText("\"hello again\"");
    }

    @Test
    void a_line_is_not_inserted_by_Ctrl_Enter_that_cannot_save() {
        ada.button("Create value").click();
        ada.page.keyboard().press("Tab");
        ada.json().focus();
        ada.page.keyboard().type("[1");
        ada.page.keyboard().press("ControlOrMeta+Enter");

        assertThat(ada.field("Name")).isFocused();
        assertThat(ada.dialog().locator(".cm-line")).hasCount(1);
    }

    @Test
    void an_empty_editor_has_no_fault_until_one_saves() {
        ada.button("Create value").click();
        ada.field("Name").fill("colour");
        ada.json().focus();
        ada.page.keyboard().type("x");
        assertThat(ada.dialog().locator(".cm-lintRange, .cm-lintPoint").first()).isAttached();
        ada.page.keyboard().press("Backspace");

        assertThat(ada.dialog().locator(".cm-lintRange, .cm-lintPoint")).hasCount(0);
        assertThat(ada.says("Any JSON: text in quotes")).isVisible();
        ada.page.keyboard().press("ControlOrMeta+Enter");
        assertThat(ada.says("Enter a value.")).isVisible();
        assertThat(ada.json()).isFocused();
    }

    @Test
    void the_button_says_whether_it_deploys() {
        ada.button("greeting").click();
        assertThat(ada.button("Save")).isVisible();
        ada.typeJson("\"in a draft\"");
        ada.save();
        turnDraftsOff();
        ada.page.reload();

        ada.button("greeting").click();
        ada.typeJson("\"joins the draft\"");
        ada.save();
        ada.button("Discard").click();
        ada.dialog()
                .getByText("Discard", new com.microsoft.playwright.Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(ada.dialog()).isHidden();
        ada.button("greeting").click();
        assertThat(ada.button("Save and deploy")).isVisible();
    }

    @Test
    void what_was_to_be_saved_in_a_draft_that_is_gone_is_not_deployed_instead() {
        ada.changeValue("greeting", "\"in a draft\"");
        turnDraftsOff();
        ada.page.reload();
        ada.button("greeting").click();
        ada.typeJson("\"also\"");
        var other = by(ada, "valise-console");
        String draft = other.read("/drafts").getString("[0]._id");
        // The page does not hear of it before it saves.
        ada.page.route("**/drafts?all=true", Route::abort);
        other.delete("/drafts/" + draft).statusCode(204);

        ada.button("Save").click();

        assertThat(ada.says("would be deployed at once")).isVisible();
        assertThat(ada.button("Save and deploy")).isVisible();
        Assertions.assertThat(api.read("/deployments").getList("")).hasSize(1);
    }

    @Test
    void each_type_keeps_what_was_typed_for_it() {
        api.secret("api-key", MadeUp.content("stored"));
        ada.page.reload();
        ada.button("Create value").click();
        ada.field("Name").fill("colour");
        ada.typeJson("\"red\"");
        ada.choose("Secret");
        ada.field("Content").fill("typed by Ada");
        ada.choose("Link to a secret");
        ada.field("Secret").and(ada.page.getByRole(AriaRole.COMBOBOX)).selectOption("api-key");

        ada.choose("Secret");
        assertThat(ada.field("Content")).hasValue("typed by Ada");
        ada.choose("Value");
        assertThat(ada.json()).hasText("\"red\"");
        ada.choose("Link to a secret");
        assertThat(ada.field("Secret").and(ada.page.getByRole(AriaRole.COMBOBOX)))
                .hasValue("api-key");
        assertThat(ada.field("Name")).hasValue("colour");
    }

    @Test
    void what_could_not_be_read_cannot_be_replaced() {
        ada.page.route(
                "**/values/*",
                route -> route.fulfill(new Route.FulfillOptions().setStatus(503)),
                new Page.RouteOptions().setTimes(1));
        ada.button("greeting").click();

        assertThat(ada.says("The service answered 503.")).isVisible();
        assertThat(ada.button("Save")).isHidden();
        ada.button("Try again").click();
        assertThat(ada.json()).hasText("\"hello\"");
        assertThat(ada.json()).isFocused();
        assertThat(ada.button("Save")).isVisible();
    }

    @Test
    void a_reader_sees_why_nothing_can_be_changed() {
        api.secret("api-key", MadeUp.content("stored"));
        Person ron = reader("Ron");
        ron.logIn();
        ron.openValues();
        ron.button("greeting").click();

        assertThat(ron.says("You may only read this project")).isVisible();
        assertThat(ron.field("Name")).not().isEditable();
        assertThat(ron.json()).isFocused();
        ron.page.keyboard().type("x");
        ron.page.keyboard().press("ControlOrMeta+Enter");
        assertThat(ron.json()).hasText("\"hello\"");
        assertThat(ron.json()).hasAttribute("aria-readonly", "true");
        ron.page.keyboard().press("ControlOrMeta+A");
        Assertions.assertThat(ron.page.evaluate("() => String(getSelection())").toString())
                .isNotEmpty();
        ron.button("Close").last().click();
        assertThat(ron.dialog()).isHidden();
        ron.button("api-key").click();
        assertThat(ron.says("The content of a secret is never shown.")).isVisible();
        assertThat(ron.button("Save")).isHidden();
    }

    private void turnDraftsOff() {
        api.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).statusCode(204);
    }
}
