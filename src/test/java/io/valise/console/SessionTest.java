package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.valise.testing.Request.given;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Logging in, staying logged in, and what remains of a session afterwards. */
@QuarkusTest
class SessionTest extends BrowserTest {
    @Test
    void a_wrong_key_is_told_and_the_page_stays() {
        Person ada = person("Ada");
        ada.page.navigate(address.toString());
        ada.page.getByLabel("Public key").fill("nobody");
        ada.page.getByLabel("Private key").fill("wrong");
        ada.button("Log in").click();

        assertThat(ada.says("No API key has this pair.")).isVisible();
        assertThat(ada.page.getByLabel("Private key")).isFocused();
    }

    @Test
    void a_refresh_in_the_middle_of_a_draft_loses_nothing() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.createValue("greeting", "\"hello\"");

        ada.page.reload();

        assertThat(ada.says("1 change")).isVisible();
        assertThat(ada.row("greeting", "Value")).isVisible();
    }

    @Test
    void nothing_typed_is_lost_when_the_session_ends() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("Create value").click();
        ada.field("Name").fill("greeting");
        ada.typeJson("{\"text\": \"a long text\"}");
        endSession(ada);
        ada.button("Save").click();

        assertThat(ada.says("Your session has ended.")).isVisible();
        assertThat(ada.page.getByLabel("Private key")).isFocused();
        ada.fillIn();

        assertThat(ada.row("greeting", "Value")).isVisible();
        assertThat(ada.dialog()).isHidden();
    }

    @Test
    void a_log_out_ends_the_session_everywhere() {
        Person ada = person("Ada");
        ada.logIn();
        String refresh = refreshToken(ada);
        ada.button("Ada Account").click();
        ada.page.waitForResponse(
                reply -> reply.request().method().equals("DELETE"),
                () -> ada.button("Log out").click());

        assertThat(ada.page.getByLabel("Private key")).isVisible();
        given().header("Authorization", "Bearer " + refresh)
                .post(Api.PREFIX + "/auth/session")
                .statusCode(401);
    }

    @Test
    void nothing_that_opens_anything_is_stored_outside_this_tab() {
        Person ada = person("Ada");
        ada.logIn();
        ada.button("Use the dark theme").click();

        String stored = ada.page.evaluate("() => JSON.stringify(localStorage)").toString();
        Assertions.assertThat(stored).contains("dark").doesNotContain(refreshToken(ada), ada.publicKey, ada.privateKey);
        Assertions.assertThat(ada.page.evaluate("() => document.cookie")).isEqualTo("");
    }

    static String refreshToken(Person person) {
        return String.valueOf(person.page.evaluate("() => sessionStorage.getItem('valise.refresh')"));
    }

    static void endSession(Person person) {
        given().header("Authorization", "Bearer " + refreshToken(person))
                .delete(Api.PREFIX + "/auth/session")
                .statusCode(204);
    }
}
