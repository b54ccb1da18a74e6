package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.MadeUp;
import io.valise.testing.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Retakes the README's screenshots: {@code ./mvnw test -Dtest=ScreenshotsTest -Dscreenshots}. */
@QuarkusTest
@EnabledIfSystemProperty(named = "screenshots", matches = ".*")
class ScreenshotsTest extends BrowserTest {
    private static final Path IMAGES = Path.of("docs/images");

    private String rates;

    @BeforeEach
    void aShop() {
        api = api.colleague();
        api.put("/environment", Map.of("environment", "production"));
        api.secret("payment-key", MadeUp.content("payment"));
        api.secret("mail-password", MadeUp.content("mail"));
        api.secret("search-token", MadeUp.content("search"));
        api.link("paymentKey", "payment-key");
        api.link("mailPassword", "mail-password");
        api.value("featureFlags", Map.of("newCheckout", true, "beta", List.of("anna", "omar")));
        api.value("greeting", "Welcome to the shop");
        api.value("maxBasketSize", 40);
        api.value("supportEmail", "help@shop.example");
        rates = api.value("shippingRates", rates(4.9));
        // All first steps are done, so the page does not show them.
        Program.of(api);
    }

    private static Map<String, Object> rates(double upToTwo) {
        return Map.of("EU", List.of(Map.of("price", upToTwo), Map.of("price", 8.5)));
    }

    @Test
    void of_the_values_the_review_and_the_history() {
        for (Person.Look look : List.of(Person.Look.LIGHT, Person.Look.DARK)) {
            String theme = look == Person.Look.DARK ? "dark" : "light";
            Person ada = person("Ada", look);
            ada.logIn();
            ada.openValues();
            ada.changeValue("shippingRates", "{\"EU\": [{\"price\": 5.25}, {\"price\": 8.5}]}");
            ada.button("Dismiss").click();
            take(ada, "values-" + theme);
            ada.review();
            assertThat(ada.says("5.25")).isVisible();
            take(ada, "review-" + theme);
            ada.field("Name of the deployment (optional)").fill("Raise the price of shipping");
            ada.button("Deploy 1 change").click();
            ada.button("Dismiss").click();
            ada.open("deployments");
            // The details of each change are loaded from newest to oldest.
            assertThat(ada.page.locator("tbody tr").last()).containsText("nvironment");
            take(ada, "deployments-" + theme);
            api.put("/values/" + rates, Map.of("name", "shippingRates", "value", rates(4.9)));
        }
    }

    @Test
    void of_the_environments_and_the_audit() {
        api.environmentValue(
                "apiUrl", Map.of("testing", "https://testing.shop.example", "production", "https://shop.example"));
        api.environmentValue("logLevel", Map.of("development", "debug", "testing", "info", "production", "warn"));
        api.environmentValue("workers", Map.of("development", 1, "testing", 2, "production", 16));
        for (Person.Look look : List.of(Person.Look.LIGHT, Person.Look.DARK)) {
            String theme = look == Person.Look.DARK ? "dark" : "light";
            Person ada = person("Ada", look);
            ada.logIn();
            ada.open("environments");
            assertThat(ada.button("workers in Production: 16")).isVisible();
            take(ada, "environments-" + theme);
            ada.open("audit");
            assertThat(ada.page.locator("main li").first()).isVisible();
            take(ada, "audit-" + theme);
        }
    }

    private static void take(Person person, String name) {
        person.page.mouse().move(0, 0);
        person.page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(name + ".png")));
    }
}
