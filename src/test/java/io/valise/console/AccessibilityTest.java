package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ViewportSize;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * axe-core reports no problems on any page or dialog, light or dark, wide or narrow. Each place is checked in all of
 * these.
 */
@QuarkusTest
class AccessibilityTest extends BrowserTest {
    private Person ada;

    @BeforeEach
    void something() {
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("apiKey", "api-key");
        api.value("greeting", Map.of("text", "hello"));
    }

    @Test
    void the_way_in() {
        ada = person("Ada");
        ada.page.navigate(address.toString());
        assertThat(ada.page.getByLabel("Private key")).isVisible();
        check("log-in");
        ada.logIn();
        check("apps");
        ada.button("Create app").click();
        ada.field("Name").fill("an app");
        check("create an app");
        ada.button("Cancel").click();
        ada.button("Delete app shop").click();
        check("delete an app");
        ada.button("Cancel").click();
        ada.page.getByText("Account").locator("..").click();
        check("account");
    }

    @Test
    void values() {
        ada = person("Ada");
        ada.logIn();
        ada.openValues();
        check("values");
        ada.button("Actions for greeting").click();
        check("menu of a value");
        ada.page.keyboard().press("Escape");
        ada.field("Select all").check();
        check("selected values");
        ada.button("Tags").click();
        check("tags of several");
        ada.button("Cancel").click();
        ada.button("Delete").click();
        check("delete several");
        ada.button("Cancel").click();
        ada.button("Clear selection").click();
        ada.act("greeting", "History");
        assertThat(ada.says("created it")).isVisible();
        ada.page.getByText("Show the difference").last().click();
        check("history of a value");
        ada.openValues();
        ada.link("Raw editor").click();
        assertThat(ada.says("Nothing is changed yet.")).isVisible();
        check("raw editor");
        ada.openValues();
        ada.button("greeting").click();
        assertThat(ada.dialog()).isVisible();
        check("edit a value");
        ada.typeJson("{\"text\": ");
        check("a value that is no JSON");
        ada.button("Cancel").click();
        check("throw away");
        ada.button("Throw away").click();
        ada.button("Create value").click();
        ada.choose("Secret");
        check("create a secret");
        ada.choose("Link to a secret");
        check("create a link");
        ada.dialog().getByText("Cancel").click();
        ada.act("api-key", "Delete");
        check("delete a secret");
    }

    @Test
    void drafts_and_deployments() {
        ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.changeValue("greeting", "{\"text\": \"good morning\"}");
        check("a draft");
        ada.review();
        assertThat(ada.says("good morning")).isVisible();
        check("review");
        ada.button("Discard").click();
        check("discard");
        ada.button("Cancel").click();
        ada.button("Deploy 1 change").click();
        assertThat(ada.heading("Revision 4")).isVisible();
        check("a deployment");
        ada.open("deployments");
        assertThat(ada.link("Revision 1")).isVisible();
        check("deployments");
        ada.link("Compare revisions").click();
        assertThat(ada.says("1 difference")).isVisible();
        check("compare revisions");
        ada.open("deployments");
        ada.link("Revision 1").click();
        ada.button("Go back to this").click();
        assertThat(ada.says("This is what going back would change.")).isVisible();
        check("go back");
        ada.open("review");
        check("nothing to review");
        ada.open("settings");
        assertThat(ada.heading("Settings")).isVisible();
        check("settings");
    }

    @Test
    void what_others_did_meanwhile() {
        String greeting = api.read("/values").getString("[?(@.name == 'greeting')]._id");
        ada = person("Ada");
        by(ada, "mongodb-baas-cli").draft();
        ada.logIn();
        ada.openValues();
        check("a draft elsewhere");
        ada.button("greeting").click();
        ada.typeJson("{\"text\": \"good morning\"}");
        api.put("/values/" + greeting, Map.of("name", "greeting", "value", Map.of("text", "good evening")));
        ada.saveTooLate();
        check("changed meanwhile");
        ada.button("Look at both").click();
        check("both");
        ada.button("Keep mine").click();
        assertThat(ada.dialog()).isHidden();
        ada.act("apiKey", "Delete");
        String link = api.read("/values").getString("[?(@.name == 'apiKey')]._id");
        by(ada, "valise-console")
                .put(
                        "/values/" + link,
                        Map.of("name", "apiKey", "value", "api-key", "from_secret", true, "private", true));
        ada.button("Delete").click();
        assertThat(ada.says("It was not deleted:")).isVisible();
        check("delete what was changed");
        ada.button("Cancel").click();
        api.put("/values/" + greeting, Map.of("name", "greeting", "value", Map.of("text", "good night")));
        assertThat(ada.says("came after your draft’s base.")).isVisible();
        check("a draft that is behind");
        ada.review();
        assertThat(ada.button("Apply choices")).isDisabled();
        ada.decide("greeting", "Keep mine");
        check("a conflict");
        ada.button("Apply choices").click();
        assertThat(ada.says("in conflict")).isHidden();
        ada.link("See what is in it").click();
        assertThat(ada.heading("Draft open in the command line (CLI)")).isVisible();
        check("a draft of another client");
    }

    @Test
    void environments_and_access() {
        api.environmentValue("base-url", Map.of("testing", "http://testing.example"));
        ada = person("Ada");
        ada.logIn();
        ada.open("environments");
        assertThat(ada.button("base-url in No environment: missing")).isVisible();
        check("environments");
        ada.button("base-url in Testing: \"http://testing.example\"").click();
        ada.field("Edit base-url in Testing").fill("no JSON");
        ada.page.keyboard().press("Enter");
        check("a cell that is edited");
        ada.page.keyboard().press("Escape");
        ada.button("base-url").click();
        assertThat(ada.dialog()).isVisible();
        check("all environments of a name");
        ada.button("Cancel").click();
        ada.button("Create environment value").click();
        assertThat(ada.dialog()).isVisible();
        ada.field("Name").fill("a name");
        check("create an environment value");
        ada.button("Cancel").click();
        ada.button("Throw away").click();
        ada.button("Copy environment").click();
        assertThat(ada.dialog()).isVisible();
        check("copy an environment");
        ada.button("Cancel").click();
        ada.open("access");
        assertThat(ada.heading("Runtime tokens")).isVisible();
        assertThat(ada.heading("No program can read this app yet")).isVisible();
        check("runtime tokens");
        ada.button("Create runtime token").click();
        ada.button("Create").click();
        check("a runtime token without a name");
        ada.field("Name").fill("shop in production");
        ada.choose("All values");
        ada.button("Create").click();
        assertThat(ada.button("Copy runtime token")).isFocused();
        check("shown once");
        ada.page
                .getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Kubernetes"))
                .click();
        check("how a program reads");
        ada.button("I have stored it").click();
        check("a runtime token");
        ada.link("People and keys").click();
        assertThat(ada.heading("People and API keys")).isVisible();
        check("keys");
        ada.button("Create API key").click();
        check("create an API key");
        ada.button("Cancel").click();
        ada.button("Revoke API key Ada").click();
        check("revoke one's own key");
    }

    @Test
    void audit_functions_and_files() {
        ada = person("Ada");
        ada.logIn();
        ada.open("audit");
        assertThat(ada.page.locator("main li").first()).isVisible();
        ada.button("Check the log").click();
        assertThat(ada.says("The project’s log is whole")).isVisible();
        check("audit");
        ada.field("Time").selectOption("Between dates");
        assertThat(ada.field("From")).isVisible();
        check("filters of the audit");
        ada.choose("Reads of secrets");
        assertThat(ada.heading("No secret was read yet")).isVisible();
        check("reads");
        ada.link("Project audit").click();
        assertThat(ada.heading("Project audit")).isVisible();
        assertThat(ada.page.locator("main li").first()).containsText("logged in");
        check("audit of the project");
        ada.page.keyboard().press("ControlOrMeta+K");
        ada.page.keyboard().type("a");
        assertThat(ada.dialog().getByRole(AriaRole.OPTION).first()).isVisible();
        check("search and commands");
        ada.page.keyboard().press("Escape");
        ada.open("function");
        ada.button("Run").click();
        assertThat(ada.heading("Result")).isVisible();
        check("a Function's result");
        ada.open("transfer");
        ada.field("Choose a file, or drop it here")
                .setInputFiles(file("values.json", "{\"greeting\": {\"text\": \"hi\"}, \"farewell\": \"bye\"}"));
        assertThat(ada.says("Added (1)")).isVisible();
        check("import of values");
        ada.field("Choose a file, or drop it here")
                .setInputFiles(file("values.json", "{\"a name\": 1, \"other name\": 2}"));
        assertThat(ada.says("Correct this in the file")).isVisible();
        check("import of what breaks rules");
        ada.field("Choose a file, or drop it here")
                .setInputFiles(file("app.json", "{\"config_version\": 20210101, \"values\": []}"));
        assertThat(ada.heading("greeting")).isVisible();
        check("import of an app");
    }

    private static FilePayload file(String name, String text) {
        return new FilePayload(name, "", text.getBytes(StandardCharsets.UTF_8));
    }

    private void check(String place) {
        check(place, axe());
        // Only the colours differ in dark mode.
        ada.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        check(place + ", dark", axe().withRules(List.of("color-contrast")));
        ada.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        ViewportSize wide = ada.page.viewportSize();
        ada.page.setViewportSize(Person.Look.SMALL.width(), Person.Look.SMALL.height());
        check(place + ", narrow", axe());
        ada.page.setViewportSize(wide.width, wide.height);
    }

    /** Run in the page itself: otherwise axe opens a browser page for each result to collect those of frames. */
    private AxeBuilder axe() {
        return new AxeBuilder(ada.page).setLegacyMode(true);
    }

    private void check(String place, AxeBuilder axe) {
        // Wait until all transitions have finished.
        ada.page.evaluate("() => Promise.all(document.getAnimations().filter(one => one.effect.getTiming()"
                + ".iterations !== Infinity).map(one => one.finished))");
        assertThat(axe.analyze().getViolations().stream()
                        .map(rule -> rule.getId() + ": "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                        .toList())
                        .toList())
                .as(place)
                .isEmpty();
    }
}
