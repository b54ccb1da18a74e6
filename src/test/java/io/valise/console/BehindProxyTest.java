package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The console and Swagger UI under {@code /valise/} of a real proxy, which serves nothing else. */
@QuarkusTest
@ExtendWith(Nginx.class)
class BehindProxyTest extends BrowserTest {
    @TempDir
    Path folder;

    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private Nginx.Running proxy;

    @BeforeEach
    void startProxy() throws Exception {
        proxy = Nginx.before(address.getPort(), folder);
        address = new URL("http://127.0.0.1:" + proxy.port() + "/valise/");
    }

    @AfterEach
    void stopProxy() throws Exception {
        proxy.close();
    }

    private Person visitor() {
        Person ada = person("Ada");
        ada.page.onRequest(request -> {
            String path = URI.create(request.url()).getPath();
            if (path != null && !path.startsWith("/valise")) {
                elsewhere.add(request.url());
            }
        });
        return ada;
    }

    @Test
    void a_change_is_made_and_deployed_and_the_page_can_be_loaded_again() throws Exception {
        Person ada = visitor();
        ada.page.navigate(address.toString().replaceFirst("/$", ""));
        ada.fillIn();
        assertThat(ada.heading("Apps")).isVisible();
        Assertions.assertThat(URI.create(ada.page.url()).getPath()).isEqualTo("/valise/");

        ada.openValues();
        ada.createValue("greeting", "\"hello\"");
        ada.review();
        ada.button("Deploy 1 change").click();
        assertThat(ada.heading("Revision 1")).isVisible();
        ada.link("Deployments").click();
        assertThat(ada.heading("Deployments")).isVisible();

        ada.page.reload();
        assertThat(ada.heading("Deployments")).isVisible();
        Assertions.assertThat(elsewhere).isEmpty();
    }

    @Test
    void a_request_is_executed_in_swagger_ui() {
        Person ada = visitor();
        ada.page.navigate(address + "swagger-ui#/Sessions/listAuthProviders");
        Locator operation = ada.page.locator("#operations-Sessions-listAuthProviders");
        operation
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Try it out"))
                .click();
        operation
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Execute"))
                .click();

        assertThat(operation.locator(".request-url")).containsText("/valise/api/admin/v3.0/auth/providers");
        assertThat(operation.locator(".live-responses-table")).containsText("mongodb-cloud");
        Assertions.assertThat(elsewhere).isEmpty();
    }
}
