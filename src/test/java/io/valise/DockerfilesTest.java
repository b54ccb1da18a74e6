package io.valise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules for all of our images. */
class DockerfilesTest {
    private static final Path FOLDER = Path.of("src/main/docker");
    private static final List<String> LABELS =
            List.of("title", "description", "source", "licenses", "version", "revision");
    private static final Pattern SECRET = Pattern.compile("(?i)(_KEY|PASSWORD|SECRET|TOKEN|CONNECTION_STRING|URI)\\b");

    @Test
    void there_are_three() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("Dockerfile")))
                    .containsExactlyInAnyOrder("Dockerfile.jvm", "Dockerfile.native", "Dockerfile.native-micro");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-micro"})
    void runs_as_an_unprivileged_user_given_by_number(String image) throws IOException {
        assertThat(of(last(image), "USER"))
                .as("Kubernetes' runAsNonRoot can only check a number")
                .containsExactly("10001:10001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-micro"})
    void needs_no_shell_to_start(String image) throws IOException {
        assertThat(of(last(image), "ENTRYPOINT"))
                .singleElement()
                .asString()
                .as("the program is process 1 and receives signals")
                .startsWith("[\"")
                .endsWith("\"]");
        assertThat(of(last(image), "CMD")).isEmpty();
    }

    @Test
    void the_micro_image_contains_no_shell() throws IOException {
        assertThat(of(last("native-micro"), "RUN")).isEmpty();
        assertThat(of(last("native-micro"), "FROM")).singleElement().asString().contains("distroless");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-micro"})
    void has_labels_that_describe_it(String image) throws IOException {
        String labels = String.join(" ", of(last(image), "LABEL"));
        assertThat(LABELS)
                .allSatisfy(label -> assertThat(labels).contains("org.opencontainers.image." + label + "=\""));
        assertThat(of(last(image), "ARG")).contains("VERSION=unknown", "REVISION=unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-micro"})
    void contains_no_secret(String image) throws IOException {
        assertThat(instructions(image))
                .filteredOn(line -> line.startsWith("ENV") || line.startsWith("ARG"))
                .noneMatch(line -> SECRET.matcher(line).find());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-micro"})
    void logs_as_json_and_keeps_data_only_in_the_volume(String image) throws IOException {
        assertThat(of(last(image), "ENV"))
                .singleElement()
                .asString()
                .contains("VALISE_DATA_DIR=/data", "QUARKUS_LOG_CONSOLE_JSON_ENABLED=true");
        assertThat(of(last(image), "VOLUME")).containsExactly("/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-micro"})
    void its_bases_have_a_version(String image) throws IOException {
        Stream<String> bases = instructions(image).stream()
                .filter(line -> line.matches("FROM .*|ARG (JDK|JRE)=.*"))
                .map(line -> line.replaceAll("^(FROM|ARG \\w+=) ?", ""));
        assertThat(bases.filter(base -> !base.startsWith("${")))
                .isNotEmpty()
                .allMatch(base -> base.split(" ")[0].matches("[a-z.]+/.+:.+") && !base.contains(":latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-micro"})
    void contains_the_sbom_and_copies_only_what_the_build_context_includes(String image) throws IOException {
        List<String> sources = of(instructions(image), "COPY").stream()
                .filter(copy -> !copy.contains("--from="))
                .map(copy -> copy.replaceAll("--\\S+ ", "").split(" ")[0])
                .toList();
        assertThat(sources).contains("target/valise-cyclonedx.json");
        List<String> allowed = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(sources)
                .allMatch(source -> allowed.stream()
                        .anyMatch(open -> source.equals(open) || open.endsWith("/") && source.startsWith(open)));
        assertThat(sources)
                .filteredOn(source -> !source.startsWith("target/"))
                .allSatisfy(source -> assertThat(Path.of(source)).exists());
    }

    private static List<String> of(List<String> instructions, String name) {
        return instructions.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    /** Instructions of the last stage, which becomes the image. */
    private static List<String> last(String image) throws IOException {
        List<String> all = instructions(image);
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            from = all.get(i).startsWith("FROM ") ? i : from;
        }
        return all.subList(from, all.size());
    }

    private static List<String> instructions(String image) throws IOException {
        Matcher lines = Pattern.compile("(?m)^(?!#)\\S(.*\\\\\\n)*.*$")
                .matcher(Files.readString(FOLDER.resolve("Dockerfile." + image)));
        return lines.results()
                .map(line -> line.group().replaceAll("\\s*\\\\\\n\\s*", " "))
                .toList();
    }
}
