package io.valise;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The list of parts that the build writes beside the package, in a form that the build itself checks. */
class SbomIT {
    private static final JsonPath SBOM =
            JsonPath.from(Path.of("target/valise-cyclonedx.json").toFile());

    @Test
    void is_of_this_application() {
        assertThat(SBOM.getString("bomFormat")).isEqualTo("CycloneDX");
        assertThat(SBOM.getString("metadata.component.name")).isEqualTo("valise");
        assertThat(SBOM.getString("metadata.component.licenses[0].license.id")).isEqualTo("Apache-2.0");
    }

    @Test
    void names_what_seals_what_stores_and_what_runs_in_the_browser() {
        assertThat(SBOM.<String>getList("components.name"))
                .contains("tink", "mongodb-driver-reactivestreams", "mongo-java-server", "h2", "quickjs4j", "lit");
    }

    @Test
    void has_a_hash_and_a_licence_of_each_part() {
        List<Map<String, ?>> parts = SBOM.getList("components");
        assertThat(parts).hasSizeGreaterThan(100);
        assertThat(parts).filteredOn(part -> !part.containsKey("hashes")).isEmpty();
        assertThat(parts).filteredOn(part -> !part.containsKey("licenses")).isEmpty();
    }

    @Test
    void names_nothing_that_only_tests_use() {
        assertThat(SBOM.<String>getList("components.name")).doesNotContain("rest-assured", "archunit", "quarkus-junit");
    }
}
