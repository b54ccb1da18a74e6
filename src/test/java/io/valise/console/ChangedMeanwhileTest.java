package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody saves or deletes what another person has changed since they opened it. Nothing is overwritten unnoticed. */
@QuarkusTest
class ChangedMeanwhileTest extends BrowserTest {
    private Person ada;
    private Api bo;

    @BeforeEach
    void two() {
        ada = person("Ada");
        bo = by(person("Bo"), "valise-cli");
    }

    @Test
    void both_are_looked_at_and_mine_is_kept() {
        String greeting = api.value("greeting", "hello");
        typesInto("greeting", "\"from Ada\"");
        change(greeting, "from Bo");

        ada.saveTooLate();

        assertThat(ada.says("Bo changed this value after you opened it")).isVisible();
        ada.button("Look at both").click();
        assertThat(ada.dialog()).containsText("\"from Bo\"");
        assertThat(ada.json()).containsText("from Ada");
        ada.button("Keep mine").click();
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.says("1 change")).isVisible();
        ada.review();
        ada.button("Deploy 1 change").click();
        assertThat(ada.heading("Revision 3")).isVisible();
        Assertions.assertThat(api.read("/values/" + greeting).getString("value"))
                .isEqualTo("from Ada");
    }

    @Test
    void or_theirs_is_taken_and_edited_further() {
        String greeting = api.value("greeting", "hello");
        typesInto("greeting", "\"from Ada\"");
        change(greeting, "from Bo");

        ada.saveTooLate();
        ada.button("Take theirs").click();

        assertThat(ada.json()).containsText("from Bo");
        assertThat(ada.field("Name")).isFocused();
        ada.typeJson("\"from both\"");
        ada.save();
        assertThat(ada.says("1 change")).isVisible();
    }

    @Test
    void theirs_may_change_once_more_before_mine_is_kept() {
        String greeting = api.value("greeting", "hello");
        typesInto("greeting", "\"from Ada\"");
        change(greeting, "from Bo");
        ada.saveTooLate();
        change(greeting, "once more");

        ada.button("Keep mine").click();

        ada.button("Look at both").click();
        assertThat(ada.dialog()).containsText("once more");
        Assertions.assertThat(api.read("/values/" + greeting).getString("value"))
                .isEqualTo("once more");
    }

    @Test
    void a_refused_save_leaves_no_empty_draft_behind() {
        String greeting = api.value("greeting", "hello");
        typesInto("greeting", "\"from Ada\"");
        change(greeting, "from Bo");

        ada.saveTooLate();
        ada.button("Cancel").click();
        ada.button("Throw away").click();

        assertThat(ada.dialog()).isHidden();
        Assertions.assertThat(by(ada, "valise-console").read("/drafts").getList(""))
                .isEmpty();
    }

    @Test
    void what_was_deleted_is_created_again_or_left() {
        String greeting = api.value("greeting", "hello");
        typesInto("greeting", "\"from Ada\"");
        bo.delete("/values/" + greeting).statusCode(204);

        ada.saveTooLate();

        assertThat(ada.says("This value was deleted after you opened it.")).isVisible();
        assertThat(ada.button("Close without saving")).isVisible();
        ada.button("Create it again").click();
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.row("greeting", "Value")).isVisible();
        assertThat(ada.says("1 change")).isVisible();
    }

    @Test
    void of_a_secret_only_who_changed_it_and_when_is_shown() {
        String key = api.secret("api-key", MadeUp.content("first"));
        ada.logIn();
        ada.openValues();
        ada.button("api-key").click();
        ada.field("New content").fill("typed by Ada");
        bo.put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("from Bo")))
                .statusCode(204);

        ada.saveTooLate();
        ada.button("Look at both").click();

        assertThat(ada.dialog()).containsText("Bo changed it");
        assertThat(ada.dialog()).containsText("With the new content that you typed.");
        Assertions.assertThat(ada.page.content()).doesNotContain(MadeUp.MARK);
        ada.button("Keep mine").click();
        assertThat(ada.dialog()).isHidden();
        assertThat(ada.says("1 change")).isVisible();
    }

    @Test
    void a_deletion_is_asked_for_again_with_who_changed_it() {
        String greeting = api.value("greeting", "hello");
        ada.logIn();
        ada.openValues();
        ada.act("greeting", "Delete");
        change(greeting, "from Bo");

        ada.button("Delete").click();

        assertThat(ada.says("It was not deleted: Bo changed it")).isVisible();
        assertThat(ada.button("Cancel")).isFocused();
        ada.button("Delete").click();
        assertThat(ada.button("greeting")).isHidden();
        assertThat(ada.says("1 change")).isVisible();
    }

    @Test
    void an_environment_value_is_merged_by_environment_and_asked_about_in_the_same_one() {
        String url = api.environmentValue("url", Map.of("testing", "one", "production", "two"));
        ada.logIn();
        ada.open("environments");
        ada.button("url").click();
        ada.toggle("Testing").click();
        ada.typeJson("\"from Ada\"");
        changeEnvironments(url, Map.of("testing", "one", "production", "from Bo"));
        ada.save();
        assertThat(ada.button("url in Testing: \"from Ada\"")).isVisible();
        assertThat(ada.button("url in Production: \"from Bo\"")).isVisible();
        ada.button("Discard").click();
        ada.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Discard"))
                .click();

        ada.button("url").click();
        ada.toggle("Testing").click();
        ada.typeJson("\"from Ada\"");
        changeEnvironments(url, Map.of("testing", "from Bo", "production", "from Bo"));
        ada.saveTooLate();
        assertThat(ada.says("Bo changed this environment value after you opened it"))
                .isVisible();
        ada.button("Take theirs").click();
        assertThat(ada.json()).containsText("from Bo");
    }

    @Test
    void a_copy_of_an_environment_stops_at_a_value_that_was_changed() {
        String url = api.environmentValue("url", Map.of("testing", "one"));
        ada.logIn();
        ada.open("environments");
        ada.button("Copy environment").click();
        ada.field("From").selectOption("testing");
        ada.field("To").selectOption("production");
        beforeTheDraftIsOpened(() -> changeEnvironments(url, Map.of("testing", "from Bo")));

        ada.button("Copy 1 value").click();

        assertThat(ada.says("Somebody changed or deleted url after you opened this page."))
                .isVisible();
        assertThat(ada.page.locator("main")).containsText("from Bo");
        ada.button("Copy 1 value").click();
        assertThat(ada.button("url in Production: \"from Bo\"")).isVisible();
    }

    @Test
    void the_active_environment_is_not_replaced_unseen() {
        ada.logIn();
        ada.open("settings");
        assertThat(ada.field("Environment")).hasValue("");
        beforeTheDraftIsOpened(
                () -> bo.put("/environment", Map.of("environment", "qa")).statusCode(200));

        ada.field("Environment").selectOption("production");

        assertThat(ada.says("it is now QA")).isVisible();
        assertThat(ada.field("Environment")).hasValue("qa");
        ada.field("Environment").selectOption("production");
        assertThat(ada.says("1 change")).isVisible();
    }

    @Test
    void every_change_and_deletion_carries_the_ETag_of_what_was_seen() {
        api.secret("api-key", MadeUp.content("first"));
        api.value("greeting", "hello");
        api.value("colour", "red");
        api.environmentValue("url", Map.of("testing", "one"));
        List<String> without = new CopyOnWriteArrayList<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        ada.page.onRequest(request -> {
            if (request.url().matches(".*/(values|secrets|environment_values)/[0-9a-f]{24}|.*/environment")
                    && List.of("PUT", "DELETE").contains(request.method())) {
                seen.add(request.method());
                if (request.headers().get("if-match") == null) {
                    without.add(request.method() + " " + request.url());
                }
            }
        });
        ada.logIn();
        ada.openValues();
        ada.changeValue("greeting", "\"good morning\"");
        ada.button("api-key").click();
        ada.field("New content").fill(MadeUp.content("second"));
        ada.save();
        ada.act("colour", "Delete");
        ada.button("Delete").click();
        assertThat(ada.says("3 changes")).isVisible();
        ada.open("environments");
        ada.button("url in Testing: \"one\"").click();
        ada.field("Edit url in Testing").fill("\"two\"");
        ada.page.keyboard().press("Enter");
        assertThat(ada.says("4 changes")).isVisible();
        ada.field("Active environment").selectOption("testing");
        assertThat(ada.says("5 changes")).isVisible();

        Assertions.assertThat(seen).hasSize(5);
        Assertions.assertThat(without).isEmpty();
    }

    /** Ada has the value's editor open and has typed in it. */
    private void typesInto(String name, String json) {
        ada.logIn();
        ada.openValues();
        ada.button(name).click();
        assertThat(ada.dialog()).isVisible();
        ada.typeJson(json);
    }

    /** What others do between Ada's click and her change. It is in the base of the draft that is opened. */
    private void beforeTheDraftIsOpened(Runnable theirs) {
        ada.page.route(
                "**/drafts",
                route -> {
                    theirs.run();
                    route.resume();
                },
                new Page.RouteOptions().setTimes(1));
    }

    private void changeEnvironments(String id, Map<String, String> columns) {
        bo.put("/environment_values/" + id, Map.of("name", "url", "values", columns))
                .statusCode(200);
    }

    private void change(String value, String content) {
        bo.put("/values/" + value, Map.of("name", "greeting", "value", content)).statusCode(200);
    }
}
