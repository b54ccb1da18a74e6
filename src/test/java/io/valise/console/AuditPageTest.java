package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.audit.MadeUpReads;
import io.valise.testing.Api;
import io.valise.testing.MadeUp;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The audit pages find what is looked for, and show which secrets are read and which are not. */
@QuarkusTest
class AuditPageTest extends BrowserTest {
    private static final long DAY = 86_400;

    @Test
    void the_log_is_filtered_by_person_name_and_time_and_the_address_keeps_the_filters() throws Exception {
        String greeting = api.value("greeting", 1);
        api.value("farewell", 1);
        Person ada = person("Ada");
        by(ada, "valise-cli").put("/values/" + greeting, Map.of("name", "greeting", "value", 2));
        ada.logIn();
        ada.open("audit");
        assertThat(entries(ada)).hasCount(4);

        ada.field("Item name").fill("greeting");
        assertThat(entries(ada)).hasCount(2);
        assertThat(ada.page).hasURL(Pattern.compile(".*audit\\?name=greeting"));
        assertThat(ada.field("Item name")).isFocused();
        ada.field("Person").selectOption("Ada");
        assertThat(entries(ada)).hasCount(1);
        assertThat(entries(ada)).containsText("changed value greeting");
        ada.field("Time").selectOption("Last hour");
        assertThat(ada.page).hasURL(Pattern.compile(".*time=1h.*"));

        ada.page.reload();
        assertThat(entries(ada)).hasCount(1);
        assertThat(ada.field("Item name")).hasValue("greeting");
        assertThat(ada.field("Time")).hasValue("1h");
        Download file =
                ada.page.waitForDownload(() -> ada.button("Download JSON lines").click());
        Assertions.assertThat(Files.readAllLines(file.path())).hasSize(1);

        ada.field("Time").selectOption("Between dates");
        ada.field("To").fill("2020-01-01");
        assertThat(ada.heading("Nothing matches these filters")).isVisible();
        ada.page.goBack();
        assertThat(entries(ada)).hasCount(1);
        ada.button("Clear filters").click();
        assertThat(entries(ada)).hasCount(4);
    }

    @Test
    void the_project_s_log_is_filtered_by_app() {
        Api accounts = api.anotherApp("accounts");
        accounts.value("ledger", 1);
        api.value("greeting", 1);
        Person ada = person("Ada");
        ada.logIn();
        ada.page.navigate(address + "#/audit?name=ledger&app=" + accounts.app());
        assertThat(entries(ada)).hasCount(1);
        assertThat(entries(ada)).containsText("created value ledger in accounts");
        ada.page.navigate(address + "#/audit?name=ledger&app=" + api.app());
        assertThat(ada.heading("Nothing matches these filters")).isVisible();
    }

    @Test
    void reads_are_shown_by_day_and_values_that_nothing_reads_are_named() {
        api.secret("api-key", MadeUp.content("api-key"));
        api.link("paymentKey", "api-key");
        api.link("oldKey", "api-key");
        long today = Math.floorDiv(System.currentTimeMillis() / 1000, DAY) * DAY;
        MadeUpReads.put(api.app(), today, "paymentKey", 3);
        MadeUpReads.put(api.app(), today - 2 * DAY, "paymentKey", 12);
        Person ada = person("Ada");
        ada.logIn();
        ada.open("audit");
        ada.choose("Reads of secrets");
        assertThat(ada.page).hasURL(Pattern.compile(".*/audit/reads"));
        Locator chart = ada.page.getByRole(
                AriaRole.IMG, new Page.GetByRoleOptions().setName(Pattern.compile("^paymentKey: 15 reads")));
        assertThat(chart).isVisible();
        assertThat(chart.locator("rect")).hasCount(90);
        assertThat(ada.row("paymentKey", "15").first()).containsText("today");
        assertThat(ada.row("oldKey", "not for 90 days")).isVisible();

        ada.choose("Not read for 90 days");
        assertThat(ada.row("oldKey", "not for 90 days")).isVisible();
        assertThat(ada.row("paymentKey", "15")).isHidden();
    }

    private static Locator entries(Person person) {
        return person.page.locator("main .log > li");
    }
}
