package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console says after an action: it covers nothing, stays as long as it is needed, and undoes. */
@QuarkusTest
class ToastsTest extends BrowserTest {
    /** The buttons, links and fields that lie below a toast, wherever it is. */
    private static final String COVERED = """
            () => {
              const box = document.querySelector('.toast').getBoundingClientRect();
              const covered = new Set();
              for (let x = box.left + 1; x < box.right; x += 7) {
                for (let y = box.top + 1; y < box.bottom; y += 7) {
                  const all = document.elementsFromPoint(x, y);
                  for (const one of all) {
                    const control = one.closest('button, a, input, select, textarea, v-json-editor');
                    if (control && !control.closest('.toast')) covered.add(control.outerHTML.slice(0, 120));
                  }
                }
              }
              return [...covered].join(' ');
            }
            """;

    @ParameterizedTest
    @ValueSource(ints = {360, 1024, 1440})
    void a_toast_covers_no_action(int width) {
        for (int i = 0; i < 20; i++) {
            api.value("value-" + i, i);
        }
        Person ada = person("Ada", new Person.Look(width, 640, ColorScheme.LIGHT));
        ada.logIn();
        ada.openValues();
        ada.changeValue("value-1", "\"changed\"");

        assertThat(toast(ada)).containsText("value-1 is in your draft.");
        Assertions.assertThat(ada.page.evaluate(COVERED)).isEqualTo("");
        ada.open("values/new");
        assertThat(ada.field("Name")).isFocused();
        assertThat(ada.dialog().locator(".toast")).isVisible();
        Assertions.assertThat(ada.page.evaluate(COVERED)).isEqualTo("");
        ada.dialog().getByLabel("Dismiss").click();
        assertThat(toast(ada)).isHidden();
    }

    @Test
    void it_stays_while_one_points_at_it_or_is_in_it() {
        api.value("greeting", "hello");
        Person ada = person("Ada");
        ada.page.clock().install();
        ada.logIn();
        ada.openValues();
        ada.changeValue("greeting", "\"changed\"");
        toast(ada).hover();
        ada.page.clock().runFor(60_000);
        assertThat(toast(ada)).isVisible();

        ada.button("Undo").focus();
        ada.page.mouse().move(600, 20);
        ada.page.clock().runFor(60_000);
        assertThat(toast(ada)).isVisible();

        ada.button("Create value").focus();
        ada.page.clock().runFor(9_000);
        assertThat(toast(ada)).isHidden();
    }

    @Test
    void z_undoes_a_change_and_what_was_created() {
        String greeting = api.value("greeting", "hello");
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.changeValue("greeting", "\"changed\"");
        ada.page.keyboard().press("z");
        assertThat(toast(ada)).containsText("greeting is as it was before.");
        assertThat(ada.link("Review & Deploy")).isHidden();
        var mine = by(ada, "valise-console");
        Assertions.assertThat(mine.read("/values/" + greeting).getString("value"))
                .isEqualTo("hello");

        ada.changeValue("greeting", "\"one\"");
        ada.changeValue("greeting", "\"two\"");
        ada.button("Undo").press("Enter");
        assertThat(toast(ada)).containsText("greeting is as it was before.");
        Assertions.assertThat(mine.read("/values/" + greeting).getString("value"))
                .isEqualTo("one");

        ada.button("Create value").click();
        ada.choose("Secret");
        ada.field("Name").fill("api-key");
        ada.field("Content").fill(MadeUp.content("new"));
        ada.save();
        assertThat(ada.says("3 changes")).isVisible();
        ada.page.keyboard().press("z");
        assertThat(ada.says("1 change")).isVisible();
        Assertions.assertThat(mine.read("/secrets").getList("")).isEmpty();
    }

    @Test
    void what_was_deployed_at_once_is_undone_by_another_deployment() {
        String greeting = api.value("greeting", "hello");
        api.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).statusCode(204);
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("greeting").click();
        ada.typeJson("\"changed\"");
        ada.button("Save and deploy").click();
        ada.button("Undo").click();

        assertThat(toast(ada)).containsText("greeting is as it was before.");
        Assertions.assertThat(api.read("/values/" + greeting).getString("value"))
                .isEqualTo("hello");
        Assertions.assertThat(api.read("/deployments").getList("")).hasSize(3);
    }

    @Test
    void nothing_is_undone_that_somebody_else_has_changed_since() {
        String greeting = api.value("greeting", "hello");
        api.patch("/deploy/config", Map.of("ui_drafts_disabled", true)).statusCode(204);
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("greeting").click();
        ada.typeJson("\"changed\"");
        ada.button("Save and deploy").click();
        assertThat(ada.button("Undo")).isVisible();
        api.put("/values/" + greeting, Map.of("name", "greeting", "value", "by somebody else"))
                .statusCode(200);

        ada.button("Undo").click();
        assertThat(ada.page.locator(".toast.bad")).isVisible();
        Assertions.assertThat(api.read("/values/" + greeting).getString("value"))
                .isEqualTo("by somebody else");
    }

    private static Locator toast(Person person) {
        return person.page.locator(".toast");
    }
}
