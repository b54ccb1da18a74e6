package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the table of values shows, and what one can do with a row. */
@QuarkusTest
class ValuesTableTest extends BrowserTest {
    private Person ada;

    @BeforeEach
    void ada() {
        ada = person("Ada");
    }

    @Test
    void on_a_small_screen_nothing_covers_the_button_that_creates_a_value() {
        api.value("limits", Map.of("retries", 3));
        Person bob = person("Bob", Person.Look.SMALL);
        bob.logIn();
        bob.openValues();
        assertThat(bob.says("First steps")).isVisible();

        bob.button("Create value").click();

        assertThat(bob.dialog()).isVisible();
    }

    @Test
    void a_row_shows_its_content_but_never_that_of_a_secret() {
        api.value("limits", Map.of("retries", 3));
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
        ada.logIn();
        ada.openValues();

        assertThat(ada.row("limits", "{\"retries\":3}")).isVisible();
        assertThat(ada.row("api-key", "read through apiKey")).isVisible();
        assertThat(ada.row("apiKey", "Linked to secret api-key")).isVisible();
        assertThat(ada.page.locator("body")).not().containsText(MadeUp.content("api-key"));

        ada.changeValue("limits", "\"none\"");
        assertThat(ada.row("limits", "\"none\"")).isVisible();
    }

    @Test
    void values_follow_the_secret_that_they_link_to_and_are_found_with_it() {
        api.value("bananas", 1);
        api.secret("stripe", MadeUp.content("stripe"));
        api.link("aKey", "stripe");
        ada.logIn();
        ada.openValues();

        assertThat(names()).hasText(new String[] {"bananas", "stripe", "aKey"});
        search().fill("strip");
        assertThat(names()).hasText(new String[] {"stripe", "aKey"});
        search().fill("");
        ada.button("Name").click();
        assertThat(names()).hasText(new String[] {"stripe", "aKey", "bananas"});
    }

    @Test
    void the_whole_row_opens_it() {
        api.value("greeting", "hello");
        ada.logIn();
        ada.openValues();
        Locator content = ada.page.getByText("\"hello\"");
        content.click();

        assertThat(ada.dialog()).isVisible();
        ada.page.keyboard().press("Escape");
        assertThat(ada.dialog()).isHidden();

        ada.button("Actions for greeting").click();
        assertThat(ada.dialog()).isHidden();
        ada.page.keyboard().press("Escape");
        ada.select("greeting");
        assertThat(ada.dialog()).isHidden();
    }

    @Test
    void the_menu_of_a_row_is_operated_by_keys() {
        api.value("greeting", "hello");
        ada.logIn();
        ada.openValues();
        Keyboard keys = ada.page.keyboard();
        Locator button = ada.button("Actions for greeting");
        button.focus();
        keys.press("Enter");

        assertThat(button).hasAttribute("aria-expanded", "true");
        assertThat(item("Edit")).isFocused();
        keys.press("ArrowUp");
        assertThat(item("Delete")).isFocused();
        keys.press("ArrowDown");
        keys.press("ArrowDown");
        assertThat(item("Copy name")).isFocused();
        keys.press("End");
        assertThat(item("Delete")).isFocused();
        // A first letter moves in the menu. "c" is also the page's key to create a value.
        keys.press("c");
        assertThat(item("Copy name")).isFocused();
        assertThat(ada.dialog()).isHidden();
        keys.press("Escape");
        assertThat(ada.page.getByRole(AriaRole.MENU)).isHidden();
        assertThat(button).isFocused();
        assertThat(button).hasAttribute("aria-expanded", "false");

        keys.press("Enter");
        keys.press("Enter");
        assertThat(ada.dialog()).isVisible();
    }

    @Test
    void name_json_and_call_are_copied() {
        ada.page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        api.value("greeting", Map.of("text", "hello"));
        ada.logIn();
        ada.openValues();

        ada.act("greeting", "Copy name");
        assertThat(ada.says("The name is copied.")).isVisible();
        assertThat(copied()).isEqualTo("greeting");
        ada.act("greeting", "Copy context.values.get(\"greeting\")");
        assertThat(ada.says("context.values.get(\"greeting\") is copied.")).isVisible();
        assertThat(copied()).isEqualTo("context.values.get(\"greeting\")");
        ada.act("greeting", "Copy JSON");
        assertThat(ada.says("The JSON is copied.")).isVisible();
        assertThat(copied()).isEqualTo("{\n  \"text\": \"hello\"\n}");
    }

    @Test
    void search_and_filters_are_in_the_address() {
        api.value("greeting", "hello");
        api.value("colour", "red");
        api.secret("green-key", MadeUp.content("green-key"));
        ada.logIn();
        ada.openValues();
        search().fill("gre");
        assertThat(ada.page).hasURL(Pattern.compile("values\\?q=gre$"));
        ada.choose("Secrets");
        assertThat(ada.page).hasURL(Pattern.compile("values\\?q=gre&type=secret$"));
        assertThat(names()).hasText(new String[] {"green-key"});

        ada.page.reload();
        assertThat(names()).hasText(new String[] {"green-key"});
        assertThat(search()).hasValue("gre");
        ada.page.goBack();
        assertThat(names()).hasText(new String[] {"green-key", "greeting"});
        ada.button("Changed").click();
        assertThat(ada.page).hasURL(Pattern.compile("values\\?q=gre&order=modified-down$"));
    }

    @Test
    void notes_and_tags_are_shown_found_and_filtered() {
        api.post(
                        "/values",
                        Map.of(
                                "name",
                                "greeting",
                                "value",
                                "hello",
                                "note",
                                "On the front page",
                                "tags",
                                List.of("texts", "ui")))
                .statusCode(201);
        api.post("/secrets", Map.of("name", "api-key", "value", MadeUp.content("api-key"), "tags", List.of("payments")))
                .statusCode(201);
        api.value("colour", "red");
        ada.logIn();
        ada.openValues();
        assertThat(ada.row("greeting", "On the front page")).isVisible();
        assertThat(ada.row("greeting", "texts")).isVisible();

        search().fill("FRONT");
        assertThat(names()).hasText(new String[] {"greeting"});
        search().fill("paym");
        assertThat(names()).hasText(new String[] {"api-key"});
        search().fill("");
        ada.field("Tag").selectOption("ui");
        assertThat(names()).hasText(new String[] {"greeting"});
        assertThat(ada.page).hasURL(Pattern.compile("values\\?tag=ui$"));
        ada.page.reload();
        assertThat(ada.field("Tag")).hasValue("ui");
        assertThat(names()).hasText(new String[] {"greeting"});
    }

    @Test
    void of_5000_values_only_the_contents_in_sight_are_read() {
        Map<String, Object> many = new LinkedHashMap<>();
        IntStream.range(0, 5000).forEach(i -> many.put("value-%04d".formatted(i), i));
        api.post("/values/import", many).statusCode(200);
        ada.logIn();
        int[] reads = {0};
        ada.page.onRequest(request -> {
            if (request.url().matches(".*/values/[0-9a-f]{24}")) {
                reads[0]++;
            }
        });
        ada.openValues();
        assertThat(ada.row("value-0000", "Value").locator(".preview")).hasText("0");
        ada.page.evaluate(
                "() => { const box = document.querySelector('.table-box'); box.scrollTop = box.scrollHeight; }");
        assertThat(ada.row("value-4999", "Value").locator(".preview")).hasText("4999");

        assertThat(reads[0]).isLessThan(250);
        search().fill("2500");
        assertThat(ada.row("value-2500", "Value").locator(".preview")).hasText("2500");
    }

    @Test
    void the_name_is_not_the_narrowest_column_at_1024_pixels() {
        api.value("a".repeat(64), "hello");
        ada.logIn();
        ada.page.setViewportSize(1024, 768);
        ada.openValues();
        assertThat(ada.page.getByText("\"hello\"")).isVisible();

        Object widths =
                ada.page.evaluate("() => [...document.querySelectorAll('thead th')].map(cell => cell.offsetWidth)");
        List<Integer> columns = ((List<?>) widths)
                .stream().map(width -> ((Number) width).intValue()).toList();
        assertThat(columns.get(1))
                .isEqualTo(columns.stream().mapToInt(width -> width).max().orElseThrow());
        assertThat(ada.button("a".repeat(64))).hasAttribute("title", "a".repeat(64));
    }

    private Locator names() {
        return ada.page.locator("[data-row]");
    }

    private Locator search() {
        return ada.page.getByLabel("Search values and secrets");
    }

    private Locator item(String name) {
        return ada.page.getByRole(
                AriaRole.MENUITEM,
                new com.microsoft.playwright.Page.GetByRoleOptions()
                        .setName(name)
                        .setExact(true));
    }

    private String copied() {
        return (String) ada.page.evaluate("() => navigator.clipboard.readText()");
    }
}
