package io.valise.telemetry;

import static io.valise.testing.Request.given;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One scrape: metrics with their types and labels, and sample names with their labels.
 *
 * @param types by name of the metric family
 * @param labels by name of the sample: {@code x_bucket} has {@code le}
 */
record Scrape(String text, Map<String, String> types, Map<String, Set<String>> labels) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"(?:[^\"\\\\]|\\\\.)*\",?");

    static Scrape now() {
        String text = given().accept("text/plain")
                .get("/q/metrics")
                .statusCode(200)
                .asString()
                // Drop the trailing comma in lists of labels, so that samples are easier to write in tests.
                .replace(",}", "}");
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String line : text.split("\n")) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                Set<String> names = labels.computeIfAbsent(sample.group(1), x -> new TreeSet<>());
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    names.add(label.group(1));
                }
            }
        }
        return new Scrape(text, types, labels);
    }

    /** The metric families that we document. The maximum of a histogram is part of it. */
    Map<String, String> ours() {
        Map<String, String> ours = new TreeMap<>(types);
        ours.keySet().removeIf(name -> !name.matches("(valise|http_server)_.*") || name.endsWith("_max"));
        return ours;
    }

    /** The labels of a family, without those that a histogram adds. */
    Set<String> labelsOf(String family) {
        return labels.getOrDefault(family, labels.getOrDefault(family + "_count", Set.of()));
    }

    /** The value of the sample whose line starts with this. */
    double value(String sample) {
        List<Double> found = text.lines()
                .filter(line -> line.startsWith(sample + " "))
                .map(line -> Double.valueOf(line.substring(sample.length() + 1)))
                .toList();
        return found.isEmpty() ? 0 : found.get(0);
    }

    long series() {
        return text.lines().filter(line -> !line.startsWith("#")).count();
    }

    @Override
    public String toString() {
        return text.lines().filter(line -> line.startsWith("valise_")).toList().toString();
    }
}
