package io.valise.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import io.quarkus.test.junit.QuarkusTest;
import io.valise.testing.Api;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How much the console loads, and how long its pages take with 50 and with 5,000 values or changes: {@code ./mvnw test
 * -Dtest=ConsoleBenchmark -Dbenchmark}. It prints Markdown tables; {@code docs/benchmarks.md} has the figures of one run.
 * Times are from the change of the address to the first row in sight, as Chromium on the same machine sees it.
 */
@QuarkusTest
@EnabledIfSystemProperty(named = "benchmark", matches = ".*")
class ConsoleBenchmark extends BrowserTest {
    private static final int FEW = 50;
    private static final int MANY = 5_000;
    private static final int RUNS = 7;

    /** A page, and what is in sight once it can be used. */
    private record Place(String name, String path, Function<Person, Locator> first) {}

    @Test
    void sizes_and_times() {
        Person ada = person("Ada");
        List<Request> requests = new ArrayList<>();
        ada.page.onRequestFinished(requests::add);
        ada.page.navigate(address.toString());
        assertThat(ada.button("Log in")).isVisible();
        long toLogIn = bytes(requests);
        ada.fillIn();
        assertThat(ada.heading("Apps")).isVisible();
        ada.openValues();
        long toValues = bytes(requests);
        System.out.printf(
                Locale.ROOT,
                "| compressed, KB | |%n|---|---:|%n| to log in | %.1f |%n| to the values of an app | %.1f |%n%n",
                toLogIn / 1024.0,
                toValues / 1024.0);

        Api few = filled(ada, "few", FEW);
        Api many = filled(ada, "many", MANY);
        System.out.printf("| median of %d, ms | %d | %d | ratio |%n|---|---:|---:|---:|%n", RUNS, FEW, MANY);
        for (Place place : List.of(
                new Place("values", "values", person -> person.button("value-0000")),
                new Place("environments", "environments", person -> person.page.getByText("cell-0000")),
                new Place("review of a draft that changes all", "review", person -> person.heading("value-0000")),
                new Place(
                        "deployment that created all",
                        "deployments/" + newest(few),
                        person -> person.heading("value-0000")))) {
            double small = median(ada, few, place);
            double large = median(ada, many, place.name.startsWith("deployment") ? deployment(place, many) : place);
            System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f | %.1f |%n", place.name, small, large, large / small);
        }
    }

    private static Place deployment(Place place, Api app) {
        return new Place(place.name, "deployments/" + newest(app), place.first);
    }

    private static String newest(Api app) {
        return app.read("/deployments?limit=1").getString("[0]._id");
    }

    /** An app with so many values and environment values, and a draft of the console that changes all the values. */
    private Api filled(Person ada, String name, int count) {
        Api app = api.anotherApp(name);
        app.post("/values/import", values(count, "")).statusCode(200);
        Map<String, Object> environments = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> environments.put("cell-%04d".formatted(i), i));
        app.post(
                        "/import?strategy=replace-by-name",
                        Map.of(
                                "config_version", 20210101,
                                "environments", Map.of("development.json", Map.of("values", environments)),
                                "values", List.of()))
                .statusCode(204);
        app.post("/values/import", values(count, "")).statusCode(200);
        Api draft = by(ada, "valise-console").to(app.app());
        draft.post("/drafts", Map.of()).statusCode(201);
        draft.post("/values/import", values(count, "changed ")).statusCode(200);
        return app;
    }

    private static Map<String, Object> values(int count, String prefix) {
        Map<String, Object> values = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> values.put("value-%04d".formatted(i), prefix + i));
        return values;
    }

    private double median(Person person, Api app, Place place) {
        Consumer<String> go = hash -> person.page.evaluate("hash => { location.hash = hash }", hash);
        double[] times = new double[RUNS];
        for (int i = -1; i < RUNS; i++) {
            person.page.navigate("about:blank");
            person.page.navigate(address.toString());
            assertThat(person.heading("Apps")).isVisible();
            long begin = System.nanoTime();
            go.accept("#/apps/" + app.app() + "/" + place.path);
            place.first.apply(person).first().waitFor();
            // The first run loads the code of the page.
            if (i >= 0) {
                times[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(times);
        return times[RUNS / 2];
    }

    private static long bytes(List<Request> requests) {
        return List.copyOf(requests).stream()
                .filter(request -> !request.url().contains("/api/"))
                .mapToLong(request -> request.sizes().responseBodySize)
                .sum();
    }
}
