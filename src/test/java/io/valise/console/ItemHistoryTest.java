package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The history of an item: who changed it when, what that changed, and back to what it was. */
@QuarkusTest
class ItemHistoryTest extends BrowserTest {
    private Person ada;

    @BeforeEach
    void ada() {
        ada = person("Ada");
    }

    @Test
    void versions_of_a_value_are_listed_compared_and_restored_into_the_draft() {
        String greeting = api.value("greeting", "hello");
        api.put("/values/" + greeting, Map.of("name", "greeting", "value", "good morning"))
                .statusCode(200);
        api.put("/values/" + greeting, Map.of("name", "salutation", "value", "good evening"))
                .statusCode(200);
        ada.logIn();
        ada.openValues();
        ada.act("salutation", "History");

        Locator changes = ada.page.locator(".history > li");
        assertThat(changes).hasCount(3);
        assertThat(changes.nth(0)).containsText("renamed it from greeting to salutation and changed its content");
        assertThat(changes.nth(0)).containsText("Deployed now");
        assertThat(changes.nth(2)).containsText("created it");

        ada.button("Show the difference: Revision 2").click();
        assertThat(changes.nth(1).getByRole(AriaRole.TABLE)).containsText("hello");
        assertThat(changes.nth(1).getByRole(AriaRole.TABLE)).containsText("good morning");
        ada.field("Compare with: Revision 2").selectOption("Compare with the newest state, with your draft");
        assertThat(changes.nth(1).getByRole(AriaRole.TABLE)).containsText("good evening");

        ada.button("Restore into the draft: Revision 1").press("Enter");
        assertThat(ada.says("greeting is as in revision 1 in your draft.")).isVisible();
        var mine = by(ada, "valise-console").read("/values/" + greeting);
        assertThat(mine.getString("value")).isEqualTo("hello");
        assertThat(mine.getString("name")).isEqualTo("greeting");
        assertThat(api.read("/values/" + greeting).getString("value")).isEqualTo("good evening");

        ada.link("Revision 2").click();
        assertThat(ada.page).hasURL(java.util.regex.Pattern.compile("/deployments/[0-9a-f]{24}$"));
    }

    @Test
    void of_a_secret_only_who_and_when_is_shown() {
        String key = api.secret("api-key", MadeUp.content("first"));
        api.put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("second")))
                .statusCode(204);
        ada.logIn();
        ada.openValues();
        ada.button("api-key").click();
        ada.dialog().getByText("History").click();

        assertThat(ada.page.locator(".history > li")).hasCount(2);
        assertThat(ada.says("Their contents are never shown")).isVisible();
        assertThat(ada.page.getByText("Show the difference")).hasCount(0);
        assertThat(ada.page.getByText("Restore into the draft")).hasCount(0);
    }

    @Test
    void an_environment_value_is_restored() {
        String url = api.environmentValue("url", Map.of("testing", "one"));
        api.put("/environment_values/" + url, Map.of("name", "url", "values", Map.of("testing", "two")))
                .statusCode(200);
        ada.logIn();
        ada.open("history/" + url + "?of=environment");

        ada.button("Restore into the draft: Revision 1").click();
        assertThat(ada.says("url is as in revision 1 in your draft.")).isVisible();
        assertThat(by(ada, "valise-console").read("/environment_values/" + url).getString("values.testing"))
                .isEqualTo("one");
    }

    @Test
    void note_and_tags_are_typed_in_the_drawer() {
        String greeting = api.value("greeting", "hello");
        ada.logIn();
        ada.openValues();
        ada.button("greeting").click();
        ada.field("Note").fill("On the front page");
        ada.field("Tags").fill("ui !");
        ada.button("Save").click();
        assertThat(ada.field("Tags")).isFocused();
        ada.field("Tags").fill("ui texts");
        ada.save();

        var mine = by(ada, "valise-console").read("/values/" + greeting);
        assertThat(mine.getString("note")).isEqualTo("On the front page");
        assertThat(mine.getList("tags")).isEqualTo(java.util.List.of("texts", "ui"));
        assertThat(mine.getString("value")).isEqualTo("hello");
        assertThat(ada.row("greeting", "On the front page")).isVisible();
    }
}
