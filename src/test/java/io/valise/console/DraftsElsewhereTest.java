package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Drafts that the same person has open in another kind of client. */
@QuarkusTest
class DraftsElsewhereTest extends BrowserTest {
    @Test
    void are_named_and_shown_to_their_owner_alone_and_stay_apart() {
        api.value("greeting", "hello");
        Person ada = person("Ada");
        Api commandLine = by(ada, "mongodb-baas-cli");
        commandLine.draft();
        commandLine.value("fromTheCommandLine", "bonjour");
        ada.logIn();
        ada.openValues();

        assertThat(ada.says("You also have a draft open in the command line (CLI), from"))
                .isVisible();
        assertThat(ada.button("fromTheCommandLine")).isHidden();
        ada.createValue("shape", "\"round\"");
        assertThat(ada.says("1 change")).isVisible();
        ada.link("See what is in it").click();
        assertThat(ada.heading("Draft open in the command line (CLI)")).isVisible();
        assertThat(ada.heading("fromTheCommandLine")).isVisible();
        assertThat(ada.says("bonjour")).isVisible();
        assertThat(ada.heading("shape")).isHidden();

        Person bo = person("Bo");
        bo.logIn();
        bo.openValues();
        assertThat(bo.button("greeting")).isVisible();
        assertThat(bo.says("You also have a draft open")).isHidden();
    }

    @Test
    void come_and_go_while_the_page_is_open() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        Api commandLine = by(ada, "valise-cli");
        String draft = commandLine.draft();

        assertThat(ada.says("You also have a draft open in the Valise command line, from"))
                .isVisible();
        ada.link("See what is in it").click();
        assertThat(ada.says("There are no changes in it yet.")).isVisible();
        commandLine.delete("/drafts/" + draft).statusCode(204);

        assertThat(ada.says("You also have a draft open")).isHidden();
        ada.page.reload();
        assertThat(ada.heading("This draft is no longer open")).isVisible();
        Assertions.assertThat(commandLine.read("/drafts").getList("")).isEmpty();
    }
}
