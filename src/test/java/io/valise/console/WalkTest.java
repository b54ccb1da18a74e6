package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A new user's first steps, from logging in to rolling back. */
@Tag("walk")
@QuarkusTest
class WalkTest extends BrowserTest {
    @Test
    void from_the_log_in_to_the_roll_back() {
        Person ada = person("Ada");
        ada.logIn();

        ada.button("Create app").click();
        ada.field("Name").fill("bakery");
        ada.dialog()
                .getByRole(AriaRole.BUTTON)
                .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("Create app"))
                .click();
        assertThat(ada.heading("Nothing here yet")).isVisible();

        ada.button("Create value").click();
        ada.choose("Secret");
        ada.field("Name").fill("oven-key");
        ada.page.getByLabel("Content").fill(MadeUp.content("oven"));
        ada.page.getByLabel("Also create a value").uncheck();
        ada.save();
        assertThat(ada.row("oven-key", "Secret")).isVisible();

        ada.button("Create value").click();
        ada.choose("Link to a secret");
        ada.field("Name").fill("ovenKey");
        ada.page
                .getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Secret"))
                .selectOption("oven-key");
        ada.save();
        assertThat(ada.row("ovenKey", "oven-key")).isVisible();

        ada.createValue("rolls", "{\"price\": 1.20, \"count\": 9007199254740993}");
        assertThat(ada.says("3 changes")).isVisible();

        ada.review();
        assertThat(ada.says("A new secret. Its content is never shown.")).isVisible();
        assertThat(ada.says("\"count\": 9007199254740993")).isVisible();
        ada.page.getByLabel("Name of the deployment").fill("the first rolls");
        ada.button("Deploy 3 changes").click();
        assertThat(ada.heading("the first rolls")).isVisible();
        assertThat(ada.says("in your draft")).isHidden();

        ada.link("Values").click();
        ada.changeValue("rolls", "{\"price\": 9.99, \"count\": 1}");
        ada.review();
        ada.button("Deploy 1 change").click();
        assertThat(ada.heading("Revision 2")).isVisible();

        ada.link("Deployments").click();
        ada.link("the first rolls").click();
        ada.button("Go back to this").click();
        assertThat(ada.says("This is what going back would change.")).isVisible();
        assertThat(ada.says("9007199254740993")).isVisible();
        ada.button("Deploy it again").click();
        assertThat(ada.link("Went back")).isVisible();

        ada.link("Values").click();
        ada.button("rolls").click();
        assertThat(ada.dialog()).containsText("9007199254740993");
        Assertions.assertThat(ada.page.content()).doesNotContain(MadeUp.MARK);
    }

    @Test
    void an_app_is_deleted_only_by_one_who_types_its_name() {
        Person ada = person("Ada");
        ada.logIn();
        ada.button("Delete app shop").click();
        assertThat(ada.button("Delete app")).isDisabled();

        ada.page.getByLabel("Type shop to go on").fill("shop");
        ada.button("Delete app").click();

        assertThat(ada.heading("No apps yet")).isVisible();
        api.get("").statusCode(404);
    }

    @Test
    void a_deletion_names_what_uses_the_secret_and_can_be_undone() {
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.act("api-key", "Delete");
        assertThat(ada.dialog()).containsText("apiKey");
        assertThat(ada.button("Delete")).isDisabled();

        ada.page.getByLabel("Delete it anyway").check();
        ada.button("Delete").click();
        assertThat(ada.button("api-key")).isHidden();
        ada.button("Undo").click();

        assertThat(ada.button("api-key")).isVisible();
        assertThat(ada.row("apiKey", "api-key")).isVisible();
    }

    @Test
    void each_change_is_live_at_once_where_the_app_has_no_drafts() {
        api.request().body(Map.of("ui_drafts_disabled", true)).patch(api.path("/deploy/config"));
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("Create value").click();
        ada.field("Name").fill("greeting");
        ada.typeJson("\"hello\"");
        ada.button("Save and deploy").click();
        assertThat(ada.says("Value greeting is live.")).isVisible();

        List<String> origins = api.get("/deployments").getList("[*].origin");
        Assertions.assertThat(origins).containsExactly("UI");
    }

    @Test
    void what_breaks_a_rule_is_told_while_it_is_typed() {
        api.value("greeting", "hello");
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("Create value").click();
        ada.field("Name").fill("api key");
        assertThat(ada.says("not a space")).isVisible();
        ada.field("Name").fill("greeting");
        assertThat(ada.says("There is a value of this name already.")).isVisible();
        ada.typeJson("hello");
        assertThat(ada.says("Put text in quotes.")).isVisible();
        ada.button("Put it in quotes").click();
        ada.field("Name").fill("salutation");
        ada.save();

        Assertions.assertThat(api.get("/values").getList("[*].name")).containsExactly("greeting");
        assertThat(ada.row("salutation", "Value")).isVisible();
    }
}
