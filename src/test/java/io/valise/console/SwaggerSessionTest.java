package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.valise.testing.Request.given;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Swagger UI sends requests as the person who is logged in to the console, for as long as they are. */
@QuarkusTest
class SwaggerSessionTest extends BrowserTest {
    private static final String PROFILE = "/swagger-ui/#/Sessions/getProfile";

    @Test
    void it_is_one_click_away_and_its_requests_are_the_person_s() {
        Person ada = person("Ada");
        ada.logIn();
        Page swagger = ada.page.waitForPopup(() -> ada.link("API reference").click());
        assertThat(swagger).hasURL(Pattern.compile(".*/swagger-ui/"));
        assertThat(status(swagger)).containsText("Requests are sent as the person who is logged in");

        swagger.navigate(address.toString().replaceFirst("/$", "") + PROFILE);
        assertThat(status(swagger)).containsText("Requests are sent as the person who is logged in");
        Locator profile = swagger.locator("[id^=operations-Sessions-]")
                .filter(new Locator.FilterOptions().setHasText("/auth/profile"));
        Request sent = swagger.waitForRequest("**/auth/profile", () -> execute(profile));
        assertThat(profile.locator(".live-responses-table").first()).containsText("Ada");
        Assertions.assertThat(sent.headerValue("Authorization")).startsWith("Bearer ");
        String token = sent.headerValue("Authorization").substring("Bearer ".length());
        Assertions.assertThat(String.valueOf(swagger.evaluate("() => JSON.stringify([localStorage, sessionStorage])")))
                .doesNotContain(token)
                .doesNotContain("refresh");
    }

    @Test
    void it_ends_with_the_session_of_the_console() {
        Person ada = person("Ada");
        ada.logIn();
        Page swagger = ada.page.waitForPopup(() -> ada.link("API reference").click());
        assertThat(status(swagger)).containsText("Requests are sent as the person who is logged in");

        ada.button("Ada Account").click();
        ada.button("Log out").click();
        assertThat(status(swagger)).containsText("Your session has ended.");
        ada.fillIn();
        assertThat(status(swagger)).containsText("Requests are sent as the person who is logged in");
    }

    @Test
    void without_a_session_it_says_what_to_do() {
        Person ada = person("Ada");
        ada.page.navigate(address + "swagger-ui/");
        assertThat(status(ada.page)).containsText("You are not logged in.");
        given().get("/swagger-ui/session.js").statusCode(200);
        given().get(Api.PREFIX + "/auth/profile").statusCode(401);
    }

    private static void execute(Locator operation) {
        Locator tryIt = operation.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Try it out"));
        if (!tryIt.isVisible()) {
            operation.locator(".opblock-summary-control").click();
        }
        tryIt.click();
        operation
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Execute"))
                .click();
    }

    private static Locator status(Page page) {
        return page.locator("#session");
    }
}
