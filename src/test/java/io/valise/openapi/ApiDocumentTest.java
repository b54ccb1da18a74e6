package io.valise.openapi;

import static io.valise.testing.Request.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.openapi.runtime.io.Format;
import io.valise.errors.ErrorCode;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Walks the whole document, so that a new route without a full description fails here. */
@QuarkusTest
class ApiDocumentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch");

    @Inject
    OpenApiDocumentService service;

    private JsonNode document;
    private final List<String> gaps = new ArrayList<>();

    @BeforeEach
    void read() throws Exception {
        document = JSON.readTree(
                given().get("/openapi?format=json").statusCode(200).asString());
    }

    @Test
    void it_is_openapi_3_1_and_says_what_it_is_about() {
        assertThat(document.path("openapi").asText()).startsWith("3.1.");
        JsonNode info = document.path("info");
        assertThat(info.path("title").asText()).isEqualTo("Valise");
        assertThat(info.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(info.path("description").asText()).isNotBlank();
        assertThat(info.path("license").path("name").asText()).isEqualTo("Apache-2.0");
        // Relative, because no absolute address is right for every reader.
        assertThat(document.path("servers").findValuesAsText("url")).containsExactly("/");
    }

    @Test
    @InProcess("looks at the class path of the service")
    void it_is_the_file_that_the_build_has_written() throws Exception {
        String name = OpenApiConstants.BASE_NAME + "." + Format.JSON;
        byte[] served = given().get("/openapi?format=json").asByteArray();

        assertThat(service).isInstanceOf(DocumentFile.class);
        try (InputStream file = DocumentFile.class.getClassLoader().getResourceAsStream(name)) {
            assertThat(served).isEqualTo(file.readAllBytes());
        }
    }

    @Test
    @InProcess("changes what the platform finds at its start")
    void the_platform_does_not_find_it_at_the_start() throws Exception {
        ClassLoader before = OpenApiConstants.classLoader;
        try {
            DocumentFile.skipAtStart();
            for (Format format : Format.values()) {
                assertThat(OpenApiConstants.classLoader.getResourceAsStream(OpenApiConstants.BASE_NAME + "." + format))
                        .isNull();
            }
            try (InputStream other = OpenApiConstants.classLoader.getResourceAsStream("application.properties")) {
                assertThat(other).isNotNull();
            }
        } finally {
            OpenApiConstants.classLoader = before;
        }
    }

    @Test
    void it_is_yaml_unless_asked_otherwise() {
        String yaml = given().get("/openapi")
                .statusCode(200)
                .contentType("application/yaml")
                .asString();
        assertThat(yaml).contains("openapi: 3.1");
    }

    @Test
    void its_user_interface_is_there() {
        given().get("/swagger-ui/").statusCode(200).contentType("text/html");
    }

    @Nested
    class Every_route {
        @Test
        void has_a_summary_and_an_operation_id_of_its_own() {
            Set<String> ids = new HashSet<>();
            operations((place, operation) -> {
                require(place, !operation.path("summary").asText().isBlank(), "has no summary");
                String id = operation.path("operationId").asText();
                require(place, id.matches("[a-z][A-Za-z0-9]+"), "has no camelCase operationId");
                require(place, ids.add(id), "shares its operationId " + id);
            });
            assertThat(gaps).isEmpty();
        }

        @Test
        void has_a_tag_that_is_described() {
            Set<String> described = new HashSet<>();
            for (JsonNode tag : document.path("tags")) {
                if (!tag.path("description").asText().isBlank()) {
                    described.add(tag.path("name").asText());
                }
            }
            operations((place, operation) -> {
                require(place, operation.path("tags").size() == 1, "has not one tag");
                operation
                        .path("tags")
                        .forEach(tag -> require(
                                place, described.contains(tag.asText()), "has a tag without description: " + tag));
            });
            assertThat(gaps).isEmpty();
        }

        @Test
        void answers_one_success_or_says_which_two() {
            operations((place, operation) -> {
                List<String> codes = codes(operation).stream()
                        .filter(code -> code.startsWith("2"))
                        .toList();
                require(place, !codes.isEmpty() && codes.size() <= 2, "answers " + codes);
                JsonNode nothing = operation.path("responses").path("204").path("content");
                require(place, nothing.isMissingNode(), "has content in a 204");
            });
            assertThat(gaps).isEmpty();
        }

        @Test
        void has_the_error_replies_that_follow_from_its_shape() {
            operations((place, operation) -> {
                Set<String> codes = codes(operation);
                boolean isPublic =
                        operation.has("security") && operation.path("security").isEmpty();
                boolean isWrite = !place.startsWith("get");
                require(place, codes.containsAll(Set.of("400", "429", "500", "503")), "lacks 400, 429, 500 or 503");
                require(place, isPublic || codes.contains("401"), "lacks 401");
                require(place, !place.contains("{groupId}") || codes.contains("404"), "lacks 404");
                require(place, !place.contains("{groupId}") || codes.contains("403") == isWrite, "403 is for writes");
                require(place, !operation.has("requestBody") || codes.contains("413"), "lacks 413");
                require(place, !codes.contains("405"), "says 405, which no method that is there answers");
            });
            assertThat(gaps).isEmpty();
        }

        @Test
        void describes_each_reply_with_a_schema() {
            operations((place, operation) -> operation
                    .path("responses")
                    .fields()
                    .forEachRemaining(reply -> {
                        String code = reply.getKey();
                        JsonNode described = resolved(reply.getValue());
                        JsonNode content = described.path("content");
                        require(place, !described.path("description").asText().isBlank(), code + " has no description");
                        require(
                                place,
                                List.of("204", "304").contains(code) || !content.isEmpty(),
                                code + " has no content");
                        content.forEach(media -> require(place, media.has("schema"), code + " has no schema"));
                        // The one route that answers errors in Atlas's form.
                        if (code.compareTo("400") >= 0 && !(code.equals("401") && place.contains("/api/public/"))) {
                            String schema = content.path("application/json")
                                    .path("schema")
                                    .toString();
                            require(place, schema.contains("#/components/schemas/Error\""), code + " is not an Error");
                        }
                    }));
            assertThat(gaps).isEmpty();
        }

        @Test
        void explains_its_parameters_by_example() {
            operations((place, operation) -> {
                Set<String> named = new HashSet<>();
                operation.path("parameters").forEach(shown -> {
                    JsonNode parameter = resolved(shown);
                    String name = parameter.path("name").asText();
                    named.add(name);
                    require(place, !parameter.path("description").asText().isBlank(), name + " has no description");
                    require(
                            place,
                            parameter.has("example")
                                    || parameter.has("examples")
                                    || isExplained(parameter.path("schema")),
                            name + " has no example");
                });
                Set<String> inPath = new TreeSet<>();
                java.util.regex.Pattern.compile("\\{(\\w+)}")
                        .matcher(place)
                        .results()
                        .forEach(m -> inPath.add(m.group(1)));
                require(place, named.containsAll(inPath), "does not describe one of " + inPath);
            });
            assertThat(gaps).isEmpty();
        }
    }

    @Test
    void reads_of_one_item_are_conditional() {
        Set<String> conditional = new TreeSet<>();
        operations((place, operation) -> {
            JsonNode replies = operation.path("responses");
            if (place.startsWith("get") && replies.has("304")) {
                conditional.add(operation.path("operationId").asText());
                require(place, hasTag(replies.path("200")), "says no ETag in its 200");
                require(place, hasTag(replies.path("304")), "says no ETag in its 304");
                require(
                        place,
                        operation
                                .path("parameters")
                                .valueStream()
                                .anyMatch(parameter -> resolved(parameter)
                                        .path("name")
                                        .asText()
                                        .equals("If-None-Match")),
                        "takes no If-None-Match");
            }
        });
        assertThat(gaps).isEmpty();
        assertThat(conditional)
                .contains(
                        "getApp",
                        "getDraft",
                        "getEnvironmentValue",
                        "getSecret",
                        "getValue",
                        "readValue",
                        "readValues");
    }

    @Test
    void writes_of_one_item_answer_its_new_tag() {
        for (String write : List.of("createSecret", "updateSecret", "createValue", "updateValue", "setEnvironment")) {
            operations((place, operation) -> {
                if (operation.path("operationId").asText().equals(write)) {
                    operation.path("responses").properties().stream()
                            .filter(reply -> reply.getKey().startsWith("2"))
                            .forEach(reply -> require(place, hasTag(reply.getValue()), "says no ETag"));
                }
            });
        }
        assertThat(gaps).isEmpty();
    }

    @Test
    void replies_that_several_routes_answer_stand_once() {
        Set<JsonNode> seen = new HashSet<>();
        operations((place, operation) -> operation
                .path("responses")
                .properties()
                .forEach(reply -> {
                    boolean isError = reply.getKey().compareTo("400") >= 0;
                    require(
                            place,
                            !isError || reply.getValue().has("$ref") || seen.add(reply.getValue()),
                            "repeats its " + reply.getKey());
                }));
        assertThat(gaps).isEmpty();
    }

    @Nested
    class Every_schema {
        @Test
        void explains_its_fields_by_example() {
            properties(
                    document.path("components").path("schemas").properties(),
                    (place, property) -> require(place, isExplained(property), "has no example"));
            assertThat(gaps).isEmpty();
        }

        @Test
        void of_a_request_limits_its_texts() {
            Set<String> requests = new HashSet<>();
            operations((place, operation) -> operation
                    .path("requestBody")
                    .path("content")
                    .forEach(media -> collect(media.path("schema"), requests)));
            List<Map.Entry<String, JsonNode>> schemas =
                    document.path("components").path("schemas").properties().stream()
                            .filter(schema -> requests.contains(schema.getKey()))
                            .toList();
            assertThat(schemas).isNotEmpty();
            properties(
                    schemas,
                    (place, property) -> require(
                            place,
                            !property.path("type").toString().contains("\"string\"")
                                    || property.has("maxLength")
                                    || property.has("enum")
                                    || property.path("pattern").asText().endsWith("$"),
                            "has no limit"));
            assertThat(gaps).isEmpty();
        }

        /** In Go, the constructor of {@code X} is {@code NewX}, and all names share one package. */
        @Test
        void has_a_name_of_its_own_in_generated_code() {
            Map<String, String> names = new HashMap<>();
            operations((place, operation) ->
                    taken(names, place, "Api" + capitalized(operation.path("operationId")) + "Request"));
            document.path("components").path("schemas").fieldNames().forEachRemaining(name -> {
                for (String form : List.of("%s", "New%s", "New%sWithDefaults", "Nullable%s", "NewNullable%s")) {
                    taken(names, name, form.formatted(name));
                }
            });
            assertThat(gaps).isEmpty();
        }

        /** Compares without case, as file systems do. */
        private void taken(Map<String, String> names, String place, String name) {
            String other = names.putIfAbsent(name.toLowerCase(Locale.ROOT), place);
            require(place, other == null, "is " + name + " in Go, as is " + other);
        }

        private String capitalized(JsonNode text) {
            return Character.toUpperCase(text.asText().charAt(0))
                    + text.asText().substring(1);
        }

        @Test
        void is_used() {
            String all = document.toString();
            document.path("components")
                    .path("schemas")
                    .fieldNames()
                    .forEachRemaining(name ->
                            require(name, all.contains("\"#/components/schemas/" + name + "\""), "is not used"));
            assertThat(gaps).isEmpty();
        }
    }

    @Test
    void every_reference_leads_somewhere() {
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }

    @Test
    void a_value_is_any_json() {
        JsonNode value = document.at("/components/schemas/Value/properties/value");
        assertThat(value.has("$ref")).isFalse();
        assertThat(value.has("type")).isFalse();
    }

    @Test
    void success_codes_are_those_of_the_contract() {
        Map<String, String> expected = Map.ofEntries(
                Map.entry("login", "200"),
                Map.entry("refreshSession", "201"),
                Map.entry("endSession", "204"),
                Map.entry("createApp", "201"),
                Map.entry("deleteApp", "204"),
                Map.entry("createSecret", "201"),
                Map.entry("updateSecret", "204"),
                Map.entry("createValue", "201"),
                Map.entry("updateValue", "200"),
                Map.entry("deleteValue", "204"),
                Map.entry("setEnvironment", "200"),
                Map.entry("createDraft", "201"),
                Map.entry("deployDraft", "201"),
                Map.entry("redeploy", "204"),
                Map.entry("setDeployConfig", "204"));
        operations((place, operation) -> {
            String code = expected.get(operation.path("operationId").asText());
            require(place, code == null || operation.path("responses").has(code), "does not answer " + code);
        });
        assertThat(gaps).isEmpty();
    }

    @Test
    void a_conflict_is_said_only_where_there_can_be_one() {
        operations((place, operation) -> require(
                place,
                // A value that cannot be resolved or written is in conflict with what the program expects.
                !place.startsWith("get")
                        || place.contains("/api/client/")
                        || !codes(operation).contains("409"),
                "reads, and says that it can conflict"));
        assertThat(gaps).isEmpty();
    }

    @Test
    void the_bearer_is_asked_for_except_where_one_gets_it() {
        assertThat(document.at("/components/securitySchemes/accessToken/scheme").asText())
                .isEqualTo("bearer");
        assertThat(document.path("security").toString()).isEqualTo("[{\"accessToken\":[]}]");
        Set<String> open = new TreeSet<>();
        operations((place, operation) -> {
            if (operation.has("security") && operation.path("security").isEmpty()) {
                open.add(operation.path("operationId").asText());
            }
        });
        assertThat(open).containsExactly("listAuthProviders", "login");
    }

    /** Linters report examples that nothing refers to. */
    @Test
    void every_error_code_that_a_route_answers_has_an_example() {
        Set<ErrorCode> ofNoRoute = EnumSet.of(ErrorCode.MethodNotAllowed);
        for (ErrorCode error : EnumSet.complementOf(EnumSet.copyOf(ofNoRoute))) {
            assertThat(document.at("/components/examples/" + error.name() + "/value/error_code")
                            .asText())
                    .isEqualTo(error.name());
        }
        for (ErrorCode error : ofNoRoute) {
            assertThat(document.path("components").path("examples").has(error.name()))
                    .isFalse();
        }
    }

    private void operations(BiConsumer<String, JsonNode> visitor) {
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(verb -> {
                    if (VERBS.contains(verb.getKey())) {
                        visitor.accept(verb.getKey() + " " + path.getKey(), verb.getValue());
                    }
                }));
    }

    private static void properties(
            Iterable<Map.Entry<String, JsonNode>> schemas, BiConsumer<String, JsonNode> visitor) {
        schemas.forEach(schema -> schema.getValue()
                .path("properties")
                .fields()
                .forEachRemaining(
                        property -> visitor.accept(schema.getKey() + "." + property.getKey(), property.getValue())));
    }

    /**
     * Whether a reader can tell which values are allowed: an example, an enum, a flag, or a reference to another
     * schema.
     */
    private static boolean isExplained(JsonNode schema) {
        return schema.has("examples")
                || schema.has("enum")
                || schema.has("const")
                || schema.path("type").toString().contains("boolean")
                || schema.toString().contains("\"$ref\"");
    }

    private void collect(JsonNode schema, Set<String> names) {
        schema.findValues("$ref").forEach(reference -> {
            String name = reference.asText().substring(reference.asText().lastIndexOf('/') + 1);
            if (names.add(name)) {
                collect(document.path("components").path("schemas").path(name), names);
            }
        });
    }

    private boolean hasTag(JsonNode reply) {
        return resolved(reply).path("headers").has("ETag");
    }

    private JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? document.at(part.path("$ref").asText().substring(1)) : part;
    }

    private static Set<String> codes(JsonNode operation) {
        Set<String> codes = new TreeSet<>();
        operation.path("responses").fieldNames().forEachRemaining(codes::add);
        return codes;
    }

    private void require(String place, boolean holds, String gap) {
        if (!holds) {
            gaps.add(place + " " + gap);
        }
    }
}
