package io.valise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials that the build writes next to the package, in a format that the build itself validates. */
class SbomIT {
    private static final DocumentContext SBOM = parse(Path.of("target/valise-cyclonedx.json"));

    private static DocumentContext parse(Path file) {
        try {
            return JsonPath.parse(file.toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void is_of_this_application() {
        assertThat(SBOM.<String>read("bomFormat")).isEqualTo("CycloneDX");
        assertThat(SBOM.<String>read("metadata.component.name")).isEqualTo("valise");
        assertThat(SBOM.<String>read("metadata.component.licenses[0].license.id"))
                .isEqualTo("Apache-2.0");
    }

    @Test
    void names_what_seals_what_stores_and_what_runs_in_the_browser() {
        assertThat(SBOM.<List<String>>read("components[*].name"))
                .contains(
                        "tink",
                        "mongodb-driver-reactivestreams",
                        "mongo-java-server-core",
                        "h2-mvstore",
                        "quickjs4j",
                        "lit");
    }

    @Test
    void has_a_hash_and_a_licence_of_each_part() {
        List<Map<String, ?>> parts = SBOM.read("components");
        assertThat(parts).hasSizeGreaterThan(100);
        assertThat(parts).filteredOn(part -> !part.containsKey("hashes")).isEmpty();
        assertThat(parts).filteredOn(part -> !part.containsKey("licenses")).isEmpty();
    }

    /** Each jar is listed by name and version, so that a scan for advisories misses none of them. */
    @Test
    void lists_every_jar_that_ships() throws IOException {
        List<Map<String, String>> parts = SBOM.read("components");
        Set<String> listed = parts.stream()
                .map(part -> part.get("group") + "." + part.get("name") + "-" + part.get("version"))
                .collect(Collectors.toSet());
        Path jars = Path.of("target/quarkus-app/lib");
        // An executable has the same components, but no jars.
        assumeTrue(Files.isDirectory(jars), "no jar was built");
        try (Stream<Path> files = Files.walk(jars)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar")))
                    .hasSizeGreaterThan(100)
                    .allSatisfy(jar -> assertThat(listed)
                            .anyMatch(part -> jar.equals(part + ".jar") || jar.startsWith(part + "-")));
        }
    }

    @Test
    void names_each_part_as_advisories_do() {
        assertThat(SBOM.<List<String>>read("components[*].purl")).allMatch(purl -> purl.startsWith("pkg:maven/"));
    }

    @Test
    void names_nothing_that_only_tests_use() {
        assertThat(SBOM.<List<String>>read("components[*].name"))
                .doesNotContain("json-path", "archunit", "quarkus-junit");
    }
}
