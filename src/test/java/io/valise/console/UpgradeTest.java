package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service is upgraded while the console is open: the files of the page that was loaded are gone. */
@QuarkusTest
class UpgradeTest extends BrowserTest {
    private static final String CODE = "**/static/bundle/**";

    private Person ada;
    private final AtomicInteger loads = new AtomicInteger();
    /** What was loaded before the upgrade. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void values() {
        api.value("greeting", "hello");
        ada = person("Ada");
        ada.page.onRequest(request -> known.add(request.url()));
        ada.logIn();
        ada.openValues();
        ada.page.onDOMContentLoaded(page -> loads.incrementAndGet());
    }

    @Test
    void a_page_whose_code_is_gone_reloads_itself_and_says_so() {
        ada.changeValue("greeting", "\"in a draft\"");
        ada.page.route(CODE, UpgradeTest::gone, new Page.RouteOptions().setTimes(1));

        ada.link("Audit").click();

        assertThat(ada.says("Valise was updated.")).isVisible();
        assertThat(ada.heading("Audit")).isVisible();
        assertThat(ada.says("1 change")).isVisible();
        Assertions.assertThat(loads).hasValue(1);
    }

    @Test
    void it_does_not_reload_again_and_again() {
        Set<String> still = Set.copyOf(known);
        ada.page.route(CODE, route -> {
            if (still.contains(route.request().url())) {
                route.resume();
            } else {
                gone(route);
            }
        });

        ada.link("Audit").click();

        assertThat(ada.says("this page could not be loaded")).isVisible();
        assertThat(ada.button("Try again")).isVisible();
        Assertions.assertThat(loads).hasValue(1);
        ada.page.unroute(CODE);
        ada.button("Reload").click();
        assertThat(ada.heading("Audit")).isVisible();
        Assertions.assertThat(loads).hasValue(2);
    }

    @Test
    void another_version_of_the_service_is_noticed_after_a_while() {
        upgradeIn("05:30", () -> {});

        assertThat(ada.says("Valise was updated.")).isVisible();
        assertThat(ada.button("greeting")).isVisible();
        Assertions.assertThat(loads).hasValue(1);
    }

    @Test
    void while_something_is_typed_the_page_only_offers_to_reload() {
        upgradeIn("05:30", () -> {
            ada.button("greeting").click();
            ada.typeJson("\"typed\"");
        });

        assertThat(ada.says("Save what you typed, then reload the page.")).isVisible();
        assertThat(ada.dialog().getByText("Reload", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(ada.json()).hasText("\"typed\"");
        Assertions.assertThat(loads).hasValue(0);

        ada.save();
        assertThat(ada.says("Valise was updated.")).isVisible();
        assertThat(ada.says("1 change")).isVisible();
        Assertions.assertThat(loads).hasValue(1);
    }

    /** The service has another version, and some time passes after the person has done something. */
    private void upgradeIn(String time, Runnable action) {
        ada.page.clock().install();
        ada.page.reload();
        assertThat(ada.button("greeting")).isVisible();
        action.run();
        loads.set(0);
        ada.page.route(address.toString(), route -> {
            if (route.request().resourceType().equals("fetch")) {
                route.fulfill(new Route.FulfillOptions()
                        .setBody("<script type=\"module\" src=\"./static/bundle/app-other.js\"></script>"));
            } else {
                route.resume();
            }
        });
        ada.page.clock().fastForward(time);
    }

    private static void gone(Route route) {
        route.fulfill(new Route.FulfillOptions().setStatus(404));
    }
}
