package io.valise.console;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How the console's files are served: with a policy that allows no other origin, and with suitable caching. */
@QuarkusTest
class PolicyTest {
    private static final Pattern FILE = Pattern.compile("/static/bundle/[^\"]+");

    @Test
    void the_page_may_run_nothing_but_our_own_scripts_and_stand_in_no_frame() {
        for (String page : List.of("/", "/index.html")) {
            given().get(page)
                    .statusCode(200)
                    .contentType("text/html")
                    .header("Content-Security-Policy", containsString("default-src 'none'"))
                    .header("Content-Security-Policy", containsString("script-src 'self' 'sha256-"))
                    .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                    .header("Content-Security-Policy", containsString("require-trusted-types-for 'script'"))
                    .header("Content-Security-Policy", not(containsString("unsafe")))
                    .header("X-Frame-Options", equalTo("DENY"))
                    .header("X-Content-Type-Options", equalTo("nosniff"))
                    .header("Referrer-Policy", equalTo("no-referrer"))
                    .header("Cross-Origin-Opener-Policy", equalTo("same-origin"))
                    .header("Cross-Origin-Resource-Policy", equalTo("same-origin"));
        }
    }

    @Test
    void the_page_is_asked_for_each_time_and_its_files_never_again() {
        String page = given().get("/").header("Cache-Control", "no-cache").asString();
        List<String> files =
                FILE.matcher(page).results().map(MatchResult::group).toList();
        assertThat(files).hasSizeGreaterThan(1);
        for (String file : files) {
            given().header("Accept-Encoding", "gzip")
                    .get(file)
                    .statusCode(200)
                    .header("Cache-Control", containsString("immutable"))
                    .header("Content-Encoding", "gzip")
                    .header("Content-Security-Policy", containsString("default-src 'none'"));
        }
    }

    @Test
    void another_origin_is_not_let_in() {
        given().header("Origin", "https://elsewhere.example")
                .get("/api/admin/v3.0/auth/providers")
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void what_is_not_there_is_still_an_error_in_the_api_s_form() {
        given().get("/no-such-page").statusCode(404).body("error_code", equalTo("NotFound"));
        given().get("/static/bundle/no-such-file.js").statusCode(404);
    }
}
