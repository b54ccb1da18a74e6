package io.valise.errors;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Answer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that errors link to. The service serves it itself. */
@QuarkusTest
class ErrorPageTest {
    @Test
    void is_where_the_link_in_an_error_leads_and_has_the_code_as_an_anchor() {
        String link = given().get("/nothing")
                .error(404, "NotFound")
                .body("link", is("/docs/errors#NotFound"))
                .path("link");

        Answer page = given().get(link.substring(0, link.indexOf('#')));

        page.statusCode(200).contentType("text/html;charset=utf-8");
        assertThat(page.asString()).contains("id=\"NotFound\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/errors", "/docs/errors/"})
    void is_a_page_that_runs_no_script_and_loads_nothing(String path) throws Exception {
        Answer page = given().get(path);

        String html = page.asString();
        String style = html.substring(html.indexOf("<style>") + "<style>".length(), html.indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        page.statusCode(200)
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'sha256-"
                                + Base64.getEncoder().encodeToString(hash) + "'; frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }

    @Test
    void is_only_read() {
        given().body("{}").post("/docs/errors").error(405, "MethodNotAllowed").header("Allow", "GET, HEAD, OPTIONS");
        given().head("/docs/errors").statusCode(200);
        given().options("/docs/errors").statusCode(200).header("Allow", "GET, HEAD, OPTIONS");
    }
}
