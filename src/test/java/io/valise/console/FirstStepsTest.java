package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new app shows what to do first, down to a program that reads it. */
@QuarkusTest
class FirstStepsTest extends BrowserTest {
    private static final Path CLIENTS = Path.of("clients").toAbsolutePath();

    @Test
    void each_step_is_ticked_by_what_exists() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        assertThat(steps(ada)).containsText("0 of 4 done");
        step(ada, "Create a value").click();
        assertThat(ada.field("Name")).isFocused();
        ada.field("Name").fill("greeting");
        ada.typeJson("\"hello\"");
        ada.save();
        assertThat(steps(ada)).containsText("1 of 4 done");
        step(ada, "Deploy").click();
        ada.button("Deploy 1 change").click();
        assertThat(ada.heading("Revision 1")).isVisible();
        ada.openValues();
        assertThat(steps(ada)).containsText("2 of 4 done");

        api.secret("payment-key", MadeUp.content("payment-key"));
        api.link("paymentKey", "payment-key");
        ada.page.reload();
        assertThat(steps(ada)).containsText("3 of 4 done");
        step(ada, "Read it from a program").click();
        assertThat(ada.heading("Create runtime token")).isVisible();
    }

    @Test
    void they_are_dismissed_for_the_app_and_stay_so() {
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        ada.button("Hide the first steps").press("Enter");
        assertThat(steps(ada)).isHidden();
        ada.page.reload();
        assertThat(ada.heading("Values")).isVisible();
        assertThat(ada.says("Nothing here yet")).isVisible();
        assertThat(steps(ada)).isHidden();

        api.anotherApp("another");
        Assertions.assertThat(ada.page.evaluate("() => localStorage.getItem('valise.steps')"))
                .isEqualTo(api.app());
    }

    @Test
    void what_is_shown_with_a_new_token_works_as_it_is(@TempDir Path folder) throws Exception {
        api.value("greeting", "hello");
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        assertThat(steps(ada)).containsText("2 of 4 done");
        ada.open("access");
        ada.button("Create runtime token").click();
        ada.field("Name").fill("the shop's server");
        ada.field("greeting").check();
        ada.button("Create").click();
        assertThat(ada.button("Copy runtime token")).isFocused();
        String token = ada.field("Runtime token").inputValue();

        Assertions.assertThat(code(ada, "environment")).contains(token);
        String environment = code(ada, "environment");
        Assertions.assertThat(run(folder, environment + code(ada, "curl command")))
                .contains("\"greeting\":\"hello\"");
        tab(ada, "Shell").click();
        Assertions.assertThat(run(folder, environment + code(ada, "shell script")))
                .contains("greeting=hello");
        tab(ada, "Node").click();
        runNode(folder, environment, code(ada, "Node program"));
        tab(ada, "Python").click();
        runPython(folder, environment, code(ada, "Python program"));
        tab(ada, "Kubernetes").click();
        Assertions.assertThat(code(ada, "Kubernetes manifest"))
                .contains("Bearer " + token)
                .contains(api.read("").getString("client_app_id"));

        ada.button("I have stored it").click();
        Assertions.assertThat((String) ada.page.evaluate("() => document.documentElement.outerHTML"))
                .doesNotContain(token);
    }

    @Test
    void the_ways_to_read_are_tabs_that_the_arrow_keys_move_through() {
        Person ada = person("Ada");
        ada.logIn();
        ada.open("access");
        ada.button("How programs read").click();
        Keyboard keys = ada.page.keyboard();
        tab(ada, "curl").focus();
        keys.press("ArrowRight");
        assertThat(tab(ada, "Shell")).isFocused();
        assertThat(tab(ada, "Shell")).hasAttribute("aria-selected", "true");
        keys.press("End");
        assertThat(tab(ada, "Kubernetes")).isFocused();
        keys.press("ArrowRight");
        assertThat(tab(ada, "curl")).isFocused();
        assertThat(ada.dialog()).containsText("VALISE_TOKEN='vrt_…'");
        keys.press("Escape");
        assertThat(ada.button("How programs read")).isFocused();
    }

    private static void runNode(Path folder, String environment, String program) throws Exception {
        assumeThat(run(folder, "command -v node || true")).isNotBlank();
        Path library = Files.createDirectories(folder.resolve("node_modules/@valise"));
        Files.createSymbolicLink(library.resolve("client"), CLIENTS.resolve("javascript"));
        Files.writeString(folder.resolve("program.mjs"), program + "context.close();\n");
        Assertions.assertThat(run(folder, environment + "node program.mjs")).contains("hello");
    }

    private static void runPython(Path folder, String environment, String program) throws Exception {
        assumeThat(run(folder, "command -v python3 || true")).isNotBlank();
        Files.writeString(folder.resolve("program.py"), program);
        String path = "export PYTHONPATH='" + CLIENTS.resolve("python/src") + "'\n";
        Assertions.assertThat(run(folder, environment + path + "python3 program.py"))
                .contains("hello");
    }

    private static String run(Path folder, String script) throws Exception {
        Process shell = new ProcessBuilder("sh", "-ec", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Assertions.assertThat(shell.exitValue()).as(said).isZero();
        return said;
    }

    private static Locator steps(Person person) {
        return person.page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("First steps"));
    }

    private static Locator step(Person person, String title) {
        return steps(person)
                .getByRole(
                        AriaRole.LINK,
                        new Locator.GetByRoleOptions().setName(title).setExact(true));
    }

    private static Locator tab(Person person, String title) {
        return person.page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(title));
    }

    private static String code(Person person, String name) {
        return person.page
                .getByRole(
                        AriaRole.REGION,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .textContent();
    }
}
