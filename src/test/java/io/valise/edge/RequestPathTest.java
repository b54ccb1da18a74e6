package io.valise.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    private static final String[] PARTS = {
        "/", "/", ".", "..", "api", "a", "%61", "%2e", "%2E", "%20", "%C3%A9", "%2f", "%5C", "%3b", ";", "\\", "%",
        "%4", "%zz", "%00", "~", ":", "@", "é", "#", "+"
    };

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/a-b_c.d~e", "/api/a+b:c@d", "/swagger-ui/", "/api/%20%C3%A9%2520"})
    void a_normal_path_stays_as_it_is(String path) {
        assertThat(RequestPath.normal(path, RequestPath.API)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "//api, /api",
        "///api//admin, /api/admin",
        "/./api, /api",
        "/x/../api, /api",
        "/../../api, /api",
        "/api/.., /",
        "/%61pi, /api",
        "/%2e%2e/api, /api",
        "/%2E/api, /api",
        "/api/%7e, /api/~",
        "/api/%c3%a9, /api/%C3%A9",
        "/api/, /api",
        "/api/v1/events/, /api/v1/events",
        "/api/v1/events/., /api/v1/events",
        "/swagger-ui//, /swagger-ui/",
        "/.hidden, /.hidden"
    })
    void other_forms_of_a_path_are_normalised(String path, String normal) {
        assertThat(RequestPath.normal(path, RequestPath.API)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "api",
                "/api;x",
                "/api/%3bx",
                "/api%2Fadmin",
                "/api%2fadmin",
                "/api\\admin",
                "/api/%5Cx",
                "/a%",
                "/a%4",
                "/a%zz",
                "/a%+1",
                "/a%00",
                "/a%0d",
                "/a%7F",
                "/a#b",
                "/a b",
                "/é",
                "/a\u0661",
                "/a%\u0661\u0661",
                "/a\"",
                "/<a>",
                "/a|b",
                "/a\u0000"
            })
    void ambiguous_paths_are_refused(String path) {
        assertThat(RequestPath.normal(path, RequestPath.API)).isNull();
    }

    static Stream<Long> seeds() {
        return new Random(1).longs(50).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void normalising_again_changes_nothing_and_nothing_ambiguous_is_left(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String path = "/"
                    + random.ints(random.nextInt(8), 0, PARTS.length)
                            .mapToObj(part -> PARTS[part])
                            .collect(Collectors.joining());
            @Nullable String normal = RequestPath.normal(path, RequestPath.API);
            if (normal != null) {
                assertThat(RequestPath.normal(normal, RequestPath.API)).as(path).isEqualTo(normal);
                assertThat(normal)
                        .as(path)
                        .startsWith("/")
                        .doesNotContain("//", "/../", "/./", ";", "\\", "%2F", "%2f");
            }
        }
    }
}
