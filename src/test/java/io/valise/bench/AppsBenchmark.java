package io.valise.bench;

import java.util.Locale;
import java.util.Map;

/**
 * Compares stores with few and many apps, made by {@link SeederTest} and given as data folders: how fast each built
 * form of the service starts on them and lists a page of one app. The folders take turns, so that other load on the
 * machine affects all of them. Prints a Markdown table.
 */
public final class AppsBenchmark {
    private static final int STARTS = Integer.getInteger("starts", 11);
    private static final int PAGES = 50;

    private AppsBenchmark() {}

    public static void main(String... folders) throws Exception {
        System.out.println("| form, folder | start to ready, ms | a page of apps, ms |\n|---|---:|---:|");
        for (Form form : Form.built()) {
            double[][] ready = new double[folders.length][STARTS];
            double[][] page = new double[folders.length][STARTS];
            // The first round loads the files into the operating system's cache.
            for (int round = -1; round < STARTS; round++) {
                for (int i = 0; i < folders.length; i++) {
                    double[] both = startAndList(form, folders[i]);
                    if (round >= 0) {
                        ready[i][round] = both[0];
                        page[i][round] = both[1];
                    }
                }
            }
            for (int i = 0; i < folders.length; i++) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s, %s | %,.0f | %.2f |%n",
                        form.name(),
                        folders[i],
                        Benchmark.median(ready[i]),
                        Benchmark.median(page[i]));
            }
        }
    }

    private static double[] startAndList(Form form, String folder) throws Exception {
        long begin = System.nanoTime();
        try (Service service = Service.launch(form.process(), Map.of("VALISE_DATA_DIR", folder))) {
            service.awaitReady();
            double ready = (System.nanoTime() - begin) / 1e6;
            service.enter();
            double[] pages = new double[PAGES];
            for (int i = 0; i < PAGES; i++) {
                long asked = System.nanoTime();
                service.apps("?limit=1");
                pages[i] = (System.nanoTime() - asked) / 1e6;
            }
            return new double[] {ready, Benchmark.median(pages)};
        }
    }
}
