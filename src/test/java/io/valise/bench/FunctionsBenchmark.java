package io.valise.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Function of ten lines: its first call, and calls when it is warm, as timed by the service and over HTTP. */
final class FunctionsBenchmark {
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 200;
    private static final Pattern TIME = Pattern.compile("\"execution_time\":\"([0-9.]+)ms\"");
    private static final String BODY = "{\"source\":\""
            + String.join(
                    "\\n",
                    "exports = function (name) {",
                    "  const settings = context.values.get('greeting');",
                    "  const squares = [];",
                    "  for (let i = 0; i < 10; i++) {",
                    "    squares.push(i * i);",
                    "  }",
                    "  const sum = squares.reduce((a, b) => a + b, 0);",
                    "  console.log('sum', sum);",
                    "  return {hello: name, sum, times: settings.times};",
                    "};")
            + "\",\"eval_source\":\"exports('Ada')\"}";

    private FunctionsBenchmark() {}

    public static void main(String... arguments) throws Exception {
        try (Service service = Service.start("128m")) {
            String app = service.createApp("functions");
            service.send("POST", app + "/values", "{\"name\":\"greeting\",\"value\":{\"times\":3}}", 201);
            String route = app + "/debug/execute_function_source?run_as_system=true";
            System.out.printf("| a Function of ten lines | ms |%n|---|---:|%n");
            double[] times = new double[ROUNDS];
            double[] requests = new double[ROUNDS];
            for (int i = -WARM_UP; i < ROUNDS; i++) {
                long begin = System.nanoTime();
                double time = time(service.send("POST", route, BODY, 200));
                double request = (System.nanoTime() - begin) / 1e6;
                if (i == -WARM_UP) {
                    row("first request, making the engine included", request);
                } else if (i >= 0) {
                    times[i] = time;
                    requests[i] = request;
                }
            }
            row("warm, median", median(times));
            row("warm, over HTTP, median", median(requests));
        }
    }

    private static double time(String reply) {
        Matcher time = TIME.matcher(reply);
        if (!time.find()) {
            throw new IllegalStateException(reply);
        }
        return Double.parseDouble(time.group(1));
    }

    private static double median(double[] figures) {
        double[] ascending = figures.clone();
        Arrays.sort(ascending);
        return ascending[ascending.length / 2];
    }

    private static void row(String what, double millis) {
        System.out.printf(Locale.ROOT, "| %s | %.2f |%n", what, millis);
    }
}
