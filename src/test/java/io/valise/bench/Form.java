package io.valise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One form of the service. A jar's command is run in the jar's folder. */
record Form(String name, List<String> command, Path folder, Path size) {
    private static final String JAR = "quarkus-run.jar";

    /** Parses a command line as typed in the project's folder. {@code @files} are in the jar's folder. */
    static Form of(String line) {
        List<String> words = new ArrayList<>(List.of(line.trim().split(" +")));
        for (int i = 0; i < words.size(); i++) {
            Path path = Path.of(words.get(i)).toAbsolutePath();
            if (words.get(i).endsWith(JAR)) {
                words.set(i, JAR);
                return new Form(line, words, path.getParent(), path.getParent());
            }
        }
        Path executable = Path.of(words.get(0)).toAbsolutePath();
        words.set(0, executable.toString());
        return new Form(line, words, Path.of("").toAbsolutePath(), executable);
    }

    /** The forms that have been built, used if no form is given. */
    static List<Form> built() throws IOException {
        List<Form> forms = new ArrayList<>();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path app = Path.of("target/quarkus-app");
        if (Files.exists(app.resolve(JAR))) {
            forms.add(of(java + " -jar " + app.resolve(JAR)));
        }
        if (Files.exists(app.resolve("fast-start"))) {
            forms.add(of(java + " @fast-start -jar " + app.resolve(JAR)));
        }
        try (Stream<Path> target = Files.list(Path.of("target"))) {
            target.filter(path -> path.toString().endsWith("-runner")).forEach(path -> forms.add(of(path.toString())));
        }
        return forms;
    }

    ProcessBuilder process() {
        return new ProcessBuilder(command).directory(folder.toFile());
    }

    /** The size of the executable or of all files in the jar's folder, including an archive, in MB of 10^6 bytes. */
    double megabytes() throws IOException {
        try (Stream<Path> files = Files.walk(size)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes / 1e6;
        }
    }
}
