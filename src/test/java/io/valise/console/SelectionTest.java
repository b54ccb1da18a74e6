package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.KeyboardModifier;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several values and secrets are selected, and deleted, exported, left out or tagged together. */
@QuarkusTest
class SelectionTest extends BrowserTest {
    private Person ada;

    @BeforeEach
    void ada() {
        ada = person("Ada");
    }

    private void open() {
        ada.logIn();
        ada.openValues();
    }

    private void values(String... names) {
        for (String name : names) {
            api.value(name, name + "'s");
        }
    }

    @Test
    void a_range_and_all_that_is_found_are_selected() {
        values("a1", "a2", "a3", "b1");
        open();
        ada.select("a1");
        ada.field("Select a3").click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.SHIFT)));
        assertThat(ada.says("3 selected")).isVisible();

        ada.button("Clear selection").click();
        assertThat(ada.field("Select a1")).not().isChecked();
        ada.page.getByLabel("Search values and secrets").fill("a");
        ada.field("Select all").check();
        assertThat(ada.says("3 selected")).isVisible();
        ada.page.getByLabel("Search values and secrets").fill("");
        assertThat(ada.field("Select b1")).not().isChecked();
        assertThat(ada.field("Select a2")).isChecked();
    }

    @Test
    void selected_items_are_deleted_in_one_draft_and_come_back() {
        values("a1", "a2", "stays");
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
        open();
        List.of("a1", "a2", "api-key", "apiKey").forEach(ada::select);
        ada.button("Delete").click();
        assertThat(ada.dialog()).containsText("Delete 4 items?");
        assertThat(ada.dialog()).containsText("api-key");
        ada.dialog()
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(ada.says("4 items are deleted in your draft.")).isVisible();
        assertThat(ada.page.locator("[data-row]")).hasText(new String[] {"stays"});
        assertThat(ada.says("4 changes")).isVisible();
        assertThat(api.names("/values")).contains("a1", "apiKey");

        ada.button("Undo").click();
        assertThat(ada.page.locator("[data-row]")).hasCount(5);
    }

    @Test
    void what_others_changed_meanwhile_is_not_deleted_and_stays_selected() {
        values("a1");
        String changed = api.value("a2", "before");
        open();
        ada.select("a1");
        ada.select("a2");
        ada.button("Delete").click();
        by(ada, "valise-console")
                .put("/values/" + changed, Map.of("name", "a2", "value", "after"))
                .statusCode(200);
        ada.dialog()
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(ada.says("Not deleted, because somebody changed it after you opened this page: a2."))
                .isVisible();
        assertThat(ada.page.locator("[data-row]")).hasText(new String[] {"a2"});
        assertThat(ada.field("Select a2")).isChecked();
    }

    @Test
    void a_value_that_would_lose_its_secret_is_named_first() {
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
        values("a1");
        open();
        ada.select("api-key");
        ada.select("a1");
        ada.button("Delete").click();

        assertThat(ada.dialog()).containsText("A value that you have not selected links to a secret");
        Locator delete = ada.dialog().getByText("Delete", new Locator.GetByTextOptions().setExact(true));
        assertThat(delete).isDisabled();
        ada.field("Delete them anyway").check();
        delete.click();
        assertThat(ada.row("apiKey", "api-key")).isVisible();
        assertThat(ada.button("api-key")).isHidden();
    }

    @Test
    void one_deployment_deletes_all_where_the_app_has_no_drafts() {
        values("a1", "a2");
        api.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).statusCode(204);
        int before = api.revision();
        open();
        ada.field("Select all").check();
        ada.button("Delete").click();
        ada.dialog()
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(ada.says("2 items are deleted.")).isVisible();

        assertThat(api.names("/values")).isEmpty();
        assertThat(api.revision()).isEqualTo(before + 1);
        assertThat(api.read("/drafts").getList("[*]._id")).isEmpty();
    }

    @Test
    void values_are_exported_as_json_and_dotenv_without_secrets() throws IOException {
        api.value("retries", 3);
        api.value("text", "it's \"so\"\nhere");
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
        open();
        ada.field("Select all").check();

        assertThat(exported("As JSON")).isEqualTo("{\n  \"retries\": 3,\n  \"text\": \"it's \\\"so\\\"\\nhere\"\n}\n");
        assertThat(ada.says("2 secrets and linked values left out")).isVisible();
        assertThat(exported("As .env")).isEqualTo("retries=3\ntext=`it's \"so\"\nhere`\n");
    }

    private String exported(String format) throws IOException {
        ada.button("Export").click();
        Download file =
                ada.page.waitForDownload(() -> ada.page.getByText(format).click());
        return Files.readString(file.path());
    }

    @Test
    void changes_are_left_out_of_the_draft_which_closes_when_it_is_empty() {
        values("a1");
        open();
        ada.changeValue("a1", "\"new\"");
        ada.createValue("a2", "2");
        assertThat(ada.says("2 changes")).isVisible();
        ada.field("Select all").check();
        ada.button("Leave out").click();
        assertThat(ada.dialog()).containsText("a2");
        ada.dialog()
                .getByText("Leave out", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(ada.page.locator("[data-row]")).hasText(new String[] {"a1"});
        assertThat(ada.row("a1", "\"a1's\"")).isVisible();
        assertThat(ada.link("Review & Deploy")).isHidden();
        assertThat(by(ada, "valise-console").read("/drafts").getList("[*]._id")).isEmpty();
    }

    @Test
    void tags_are_added_to_and_removed_from_several_items_without_touching_their_contents() {
        api.post("/values", Map.of("name", "a1", "value", 1.50, "tags", List.of("old")))
                .statusCode(201);
        api.secret("api-key", MadeUp.content("api-key"));
        open();
        ada.field("Select all").check();
        ada.button("Tags").click();
        ada.field("Add tags").fill("new !");
        ada.button("Save").click();
        assertThat(ada.says("“!” is not a tag.")).isVisible();
        ada.field("Add tags").fill("new ui");
        ada.field("old").check();
        ada.button("Save").click();

        assertThat(ada.says("The tags of 2 items are saved.")).isVisible();
        var mine = by(ada, "valise-console");
        assertThat(mine.read("/values").getList("[0].tags")).isEqualTo(List.of("new", "ui"));
        assertThat(mine.read("/secrets").getList("[0].tags")).isEqualTo(List.of("new", "ui"));
        assertThat(ada.row("api-key", "ui")).isVisible();
        assertThat(ada.row("a1", "old")).isHidden();
    }
}
