package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The size of the console's first load, and how the console copes with a large app. */
@QuarkusTest
class FirstLoadTest extends BrowserTest {
    private static final int LARGEST = 200 * 1024;
    private static final int MANY = 5_000;

    @Test
    void all_of_it_with_the_editor_is_below_200_KB_compressed() {
        Person ada = person("Ada");
        List<Request> requests = new ArrayList<>();
        ada.page.onRequestFinished(request -> {
            if (!request.url().contains("/api/")) {
                requests.add(request);
            }
        });
        ada.logIn();
        ada.openValues();
        ada.button("Create value").click();
        assertThat(ada.dialog()).isVisible();

        Map<String, Integer> sizes = requests.stream()
                .collect(Collectors.toMap(
                        Request::url, request -> request.sizes().responseBodySize, (one, again) -> one));
        assertThat(sizes).hasSizeGreaterThan(4);
        assertThat(sizes.values().stream().mapToInt(size -> size).sum())
                .as(sizes.toString())
                .isLessThan(LARGEST);
        assertThat(sizes.keySet()).allMatch(url -> url.startsWith(address.toString()));
    }

    @Test
    void five_thousand_values_are_scrolled_searched_and_reached_while_few_are_drawn() {
        Map<String, Object> many = new LinkedHashMap<>();
        IntStream.range(0, MANY).forEach(i -> many.put("value-%04d".formatted(i), i));
        api.post("/values/import", many).statusCode(200);
        Person ada = person("Ada");
        ada.logIn();
        ada.openValues();
        assertThat(ada.button("value-0000")).isVisible();
        assertThat(drawn(ada)).isLessThan(100);

        ada.page.evaluate(
                "() => { const box = document.querySelector('.table-box'); box.scrollTop = box.scrollHeight; }");
        assertThat(ada.button("value-4999")).isVisible();
        assertThat(drawn(ada)).isLessThan(100);

        ada.page.getByLabel("Search values and secrets").fill("2500");
        assertThat(ada.button("value-2500")).isVisible();
        assertThat(ada.says("1 of 5000")).isVisible();
    }

    private static int drawn(Person person) {
        return person.page.locator("tbody tr:not(.spacer)").count();
    }
}
