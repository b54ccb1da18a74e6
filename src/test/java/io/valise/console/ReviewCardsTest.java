package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The review has one card for each change, with what people know of it: the value, not the file that holds it. */
@QuarkusTest
class ReviewCardsTest extends BrowserTest {
    @Test
    void a_rename_and_its_content_are_one_card_with_the_old_and_the_new_value() {
        String greeting = api.value("greeting", Map.of("text", "hello"));
        Person ada = person("Ada");
        Api console = by(ada, "valise-console");
        console.draft();
        console.put("/values/" + greeting, Map.of("name", "salutation", "value", Map.of("text", "good morning")));
        ada.logIn();
        ada.open("review");

        Locator card = card(ada, "salutation");
        assertThat(card).containsText("Renamed");
        assertThat(card).containsText("was greeting");
        assertThat(card).containsText("\"text\": \"hello\"");
        assertThat(card).containsText("\"text\": \"good morning\"");
        assertThat(ada.page.locator("[data-card]")).hasCount(1);
        assertThat(ada.page.locator("main")).not().containsText("from_secret");
        assertThat(ada.page.locator("main")).not().containsText("values/");
        assertThat(card).containsText("Last changed by");
    }

    @Test
    void links_name_the_secret_and_secrets_have_words_only() {
        String key = api.secret("api-key", MadeUp.content("one"));
        Person ada = person("Ada");
        Api console = by(ada, "valise-console");
        console.draft();
        console.secret("mail-key", MadeUp.content("mail"));
        console.put("/secrets/" + key, Map.of("name", "api-key", "value", MadeUp.content("two")));
        console.link("mailKey", "mail-key");
        ada.logIn();
        ada.open("review");

        assertThat(card(ada, "mail-key")).containsText("A new secret. Its content is never shown.");
        assertThat(card(ada, "api-key")).containsText("Content changed. Neither the old nor the new one is shown.");
        assertThat(card(ada, "mailKey")).containsText("linked to the secret mail-key");
        Assertions.assertThat(ada.page.content()).doesNotContain(MadeUp.MARK);
    }

    @Test
    void an_environment_value_shows_old_and_new_for_each_environment_that_changes() {
        String url =
                api.environmentValue("base-url", Map.of("testing", "http://old.example", "qa", "http://qa.example"));
        Person ada = person("Ada");
        Api console = by(ada, "valise-console");
        console.draft();
        console.put(
                "/environment_values/" + url,
                Map.of(
                        "name",
                        "base-url",
                        "values",
                        Map.of(
                                "testing",
                                "http://new.example",
                                "qa",
                                "http://qa.example",
                                "production",
                                "http://live")));
        ada.logIn();
        ada.open("review");

        Locator card = card(ada, "base-url");
        assertThat(card.getByLabel("Changes of base-url in Testing")).containsText("http://old.example");
        assertThat(card.getByLabel("Changes of base-url in Testing")).containsText("http://new.example");
        assertThat(card.getByLabel("Changes of base-url in Production")).containsText("http://live");
        assertThat(card.getByLabel("Changes of base-url in QA")).hasCount(0);
    }

    @Test
    void notes_and_tags_are_readable() {
        String greeting = api.value("greeting", "hello");
        Person ada = person("Ada");
        Api console = by(ada, "valise-console");
        console.draft();
        console.put(
                        "/values/" + greeting,
                        Map.of(
                                "name",
                                "greeting",
                                "value",
                                "hello",
                                "note",
                                "Shown on the start page.",
                                "tags",
                                List.of("frontend")))
                .statusCode(200);
        ada.logIn();
        ada.open("review");

        assertThat(card(ada, "greeting")).containsText("Note: Shown on the start page.");
        assertThat(card(ada, "greeting")).containsText("Tags: frontend");
    }

    @Test
    void cards_are_closed_and_opened_by_keys() {
        api.value("greeting", "hello");
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.changeValue("greeting", "\"good morning\"");
        ada.review();

        assertThat(ada.says("good morning")).isVisible();
        ada.page.keyboard().press("ArrowDown");
        assertThat(ada.button("greeting")).isFocused();
        assertThat(ada.button("greeting")).hasAttribute("aria-expanded", "true");
        ada.page.keyboard().press("Enter");
        assertThat(ada.button("greeting")).hasAttribute("aria-expanded", "false");
        assertThat(card(ada, "greeting")).containsText("\"hello\" → \"good morning\"");
    }

    private static Locator card(Person person, String name) {
        return person.page.locator("[data-card]").filter(new Locator.FilterOptions().setHas(person.heading(name)));
    }
}
