package io.valise.edge;

import static io.valise.testing.Request.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Answer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SecurityHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/admin/v3.0/auth/providers",
                "/api/admin/v3.0/auth/profile",
                "/api/client/v1/apps/none-abcde/values",
                "/api/nothing",
                "/nothing",
                "/api",
                "/openapi",
                "/q/health/live"
            })
    void api_responses_cannot_be_framed_or_cached(String path) {
        given().get(path)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .header("Strict-Transport-Security", nullValue());
    }

    /** The only inline script is the map of the console's files; the policy names it. */
    @Test
    void the_console_runs_only_its_own_scripts_and_cannot_be_framed() throws Exception {
        Answer page = given().get("/").statusCode(200).header("X-Frame-Options", "DENY");
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self' " + String.join(" ", inlineScripts(page)) + "; ")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void swagger_ui_runs_only_its_own_scripts_and_cannot_be_framed() throws Exception {
        Answer page = given().get("/swagger-ui/");
        assertThat(inlineScripts(page)).isEmpty();
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self'; ")
                .doesNotContain("unsafe");
        page.statusCode(200)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
    }

    /** The hashes by which a policy names the inline scripts of a page. */
    private static List<String> inlineScripts(Answer page) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        return Pattern.compile("<script(?![^>]* src=)[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(page.asString())
                .results()
                .map(script -> "'sha256-"
                        + Base64.getEncoder()
                                .encodeToString(sha256.digest(script.group(1).getBytes(UTF_8))) + "'")
                .toList();
    }

    @Test
    void other_sites_cannot_read_responses() {
        notAllowed(given().header("Origin", "https://elsewhere.example").get("/api/admin/v3.0/auth/providers"));
    }

    @Test
    void preflight_requests_of_other_sites_allow_nothing() {
        notAllowed(given().header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .options("/api/admin/v3.0/auth/session"));
    }

    private static void notAllowed(Answer answer) {
        answer.header("Access-Control-Allow-Origin", nullValue())
                .header("Access-Control-Allow-Methods", nullValue())
                .header("Access-Control-Allow-Headers", nullValue())
                .header("Access-Control-Allow-Credentials", nullValue());
    }
}
