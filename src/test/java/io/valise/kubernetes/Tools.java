package io.valise.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The programs that render and check manifests. If one is missing, the test is skipped with a message. With
 * {@code CI=true} it fails instead.
 */
final class Tools {
    private static final String RENDERER = "VALISE_TEST_KUSTOMIZE";
    private static final String CHECKER = "VALISE_TEST_KUBERNETES_VALIDATE";

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Tools() {}

    /** The rendered objects of a Kustomize folder, as YAML. */
    static String render(Path folder) throws Exception {
        List<String> command = program(RENDERER, "kustomize")
                .map(kustomize -> List.of(kustomize, "build"))
                .or(() -> program("", "kubectl").map(kubectl -> List.of(kubectl, "kustomize")))
                .orElseGet(() -> missing("kustomize or kubectl is not installed, and " + RENDERER + " names neither"));
        return run(command, folder);
    }

    /**
     * The output of a strict check of each object against the schemas of Kubernetes. Fails if an object is invalid or
     * of an unknown kind.
     */
    static String check(Path file) throws Exception {
        String checker = program(CHECKER, "kubernetes-validate")
                .orElseGet(() -> missing("kubernetes-validate is not installed (pip install kubernetes-validate), and "
                        + CHECKER + " does not name it"));
        return run(List.of(checker, "--strict"), file);
    }

    private static Optional<String> program(String setting, String name) {
        Stream<Path> named = Stream.ofNullable(System.getenv(setting)).map(Path::of);
        Stream<Path> onPath = Arrays.stream(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name));
        return Stream.concat(named, onPath)
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString);
    }

    private static <T> T missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(what + ": the test fails, since CI=true");
        }
        if (SAID.add(what)) {
            System.out.println(what + ": what needs it is skipped");
        }
        return abort(what);
    }

    private static String run(List<String> command, Path argument) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.add(argument.toString());
        Path output = Files.createTempFile("output", ".txt");
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String said = Files.readString(output);
        Files.delete(output);
        assertThat(status).as(said).isZero();
        return said;
    }
}
