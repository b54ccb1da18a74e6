package io.valise.openapi;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Validates every example in the document against its schema: tools and people send what the examples show. */
@QuarkusTest
class ExamplesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADDRESS = "https://valise.invalid/openapi.json";

    private final List<String> faults = new ArrayList<>();
    private int checked;
    private JsonNode document;
    private SchemaRegistry schemas;

    @BeforeEach
    void read() throws Exception {
        String text = given().get("/openapi?format=json").statusCode(200).asString();
        document = JSON.readTree(text);
        schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(Map.of(ADDRESS, text)));
    }

    @Test
    void every_example_matches_its_schema() {
        walk("", document);
        assertThat(faults).isEmpty();
        assertThat(checked).isGreaterThan(100);
    }

    private void walk(String place, JsonNode node) {
        if (node.has("schema")) {
            // A parameter, a header or a body.
            check(place + "/schema", node.path("example"));
            node.path("examples")
                    .forEach(example ->
                            check(place + "/schema", resolved(example).path("value")));
        } else {
            check(place, node.path("example"));
            if (node.path("examples").isArray()) {
                node.path("examples").forEach(example -> check(place, example));
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(place + "/" + i, node.get(i));
        }
        node.properties().forEach(child -> {
            String below = place + "/" + escaped(child.getKey());
            switch (child.getKey()) {
                case "example", "examples", "default", "enum" -> {}
                // The names in it are those of fields.
                case "properties" ->
                    child.getValue()
                            .properties()
                            .forEach(field -> walk(below + "/" + escaped(field.getKey()), field.getValue()));
                default -> walk(below, child.getValue());
            }
        });
    }

    private void check(String schema, JsonNode example) {
        if (!example.isMissingNode()) {
            checked++;
            schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + schema))
                    .validate(example)
                    .forEach(fault -> faults.add(schema + ": " + example + ": " + fault.getMessage()));
        }
    }

    private JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? document.at(part.path("$ref").asText().substring(1)) : part;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
