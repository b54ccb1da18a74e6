package io.valise.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The three clients as their users get them: packed from {@code clients}, and installed from the package in an
 * otherwise empty project. Each is packed once, on first use.
 */
final class Packages {
    private static final Path CLIENTS = Path.of("clients").toAbsolutePath();

    private final Path folder;
    private final Map<String, String> environment;
    private @Nullable Path javascript;
    private @Nullable Path python;
    private @Nullable Path java;

    /**
     * Puts packages and projects into a folder.
     *
     * @param folder for the packages and projects
     * @param environment of the programs that pack and install
     */
    Packages(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** A project with the JavaScript client, installed from the output of {@code npm pack}. */
    Path javascript() throws Exception {
        if (javascript == null) {
            Commands.need("node", "npm");
            Path packed = Files.createDirectories(folder.resolve("npm"));
            in(CLIENTS.resolve("javascript")).run("npm", "pack", "--pack-destination", packed.toString());
            Path project = Files.createDirectories(folder.resolve("javascript"));
            Files.writeString(project.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
            in(project)
                    .run(
                            "npm",
                            "install",
                            "--offline",
                            "--no-audit",
                            "--no-fund",
                            only(packed).toString());
            holdsLicence(project.resolve("node_modules/@valise/client/LICENSE"));
            javascript = project;
        }
        return javascript;
    }

    /** The Python executable of an environment with only the Python client, installed from its wheel. */
    Path python() throws Exception {
        if (python == null) {
            Commands.need("python3");
            Path builder = venv("builder");
            needPyPi(builder);
            // The build writes files next to the sources.
            Path sources = copy(CLIENTS.resolve("python"), folder.resolve("python-sources"));
            Path packed = folder.resolve("wheel");
            in(folder)
                    .run(
                            builder.toString(),
                            "-m",
                            "pip",
                            "wheel",
                            "-q",
                            "--no-deps",
                            "-w",
                            packed.toString(),
                            sources.toString());
            Path empty = venv("python");
            Path wheel = only(packed);
            in(folder).run(empty.toString(), "-m", "pip", "install", "-q", "--no-index", "--no-deps", wheel.toString());
            try (Stream<Path> installed = Files.walk(folder.resolve("python"))) {
                holdsLicence(installed
                        .filter(file -> file.toString().contains("valise_client-") && file.endsWith("LICENSE"))
                        .findFirst()
                        .orElseThrow());
            }
            python = empty;
        }
        return python;
    }

    /** The Java client's jar, built and tested by its own build. */
    Path java() throws Exception {
        if (java == null) {
            Path client = CLIENTS.resolve("java");
            in(client).run(Path.of("mvnw").toAbsolutePath().toString(), "-q", "-B", "-ntp", "-f", "pom.xml", "verify");
            try (Stream<Path> built = Files.list(client.resolve("target"))) {
                java = built.filter(file ->
                                file.getFileName().toString().matches("valise-client-[0-9.]+(-SNAPSHOT)?\\.jar"))
                        .findFirst()
                        .orElseThrow();
            }
        }
        return java;
    }

    private Commands in(Path project) {
        return new Commands(project, environment);
    }

    private Path venv(String name) throws Exception {
        in(folder).run("python3", "-m", "venv", name);
        return folder.resolve(name).resolve("bin/python");
    }

    /**
     * A wheel is built with setuptools, which pip gets from PyPI. If that fails, the test is skipped or fails as for a
     * missing program.
     */
    private void needPyPi(Path python) throws Exception {
        Path output = Files.createTempFile(folder, "pip", ".txt");
        Process download = in(folder)
                .start(
                        output,
                        python.toString(),
                        "-m",
                        "pip",
                        "download",
                        "-q",
                        "--no-deps",
                        "-d",
                        "setuptools",
                        "setuptools");
        boolean reached = download.waitFor() == 0;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(reached)
                    .as("setuptools can be installed from PyPI%n%s", Files.readString(output))
                    .isTrue();
        }
        if (!reached) {
            System.out.println("Skipped: the test of a client needs setuptools from PyPI");
        }
        assumeTrue(reached);
    }

    private static void holdsLicence(Path licence) throws IOException {
        assertThat(licence).hasSameTextualContentAs(Path.of("LICENSE"));
    }

    private static Path only(Path packages) throws IOException {
        try (Stream<Path> files = Files.list(packages)) {
            List<Path> all = files.toList();
            assertThat(all).as("packages in " + packages).hasSize(1);
            return all.get(0);
        }
    }

    /** Copies a folder with its contents. */
    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }
}
