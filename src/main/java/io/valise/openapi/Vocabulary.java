package io.valise.openapi;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Documents fields by name and type, such as ids, times, arbitrary JSON, and choices, the same way in every schema. */
final class Vocabulary {
    private static final String ANY_JSON = "#/components/schemas/Json";
    private static final int TIME_EXAMPLE = 1795424400;

    /** Fields of several schemas. A schema that describes one itself is not changed. */
    private static final Map<String, Field> FIELDS = Map.of(
            "modified_by",
            new Field(
                    "The id of the API key that last changed it; null if that was not recorded.",
                    SchemaRules.ID_EXAMPLE),
            "version",
            new Field("The number of the revision that last wrote it.", 7),
            "etag",
            new Field("The entity tag of its current state, for `If-Match`.", ConditionalReplies.TAG_EXAMPLE));

    /** A choice written as a regular expression: words, or empty text, separated by bars. */
    private static final Pattern CHOICE = Pattern.compile("[\\w-]*(\\|[\\w-]*)+");

    /** Schemas that are inlined, because generated clients would get a class for them. */
    static final List<String> INLINED = List.of("Json", "Plaintext");

    /** Fields that are named like ids of ours, and need not be. */
    private static final Set<String> OTHER_IDS = Set.of("client_app_id", "conflict_id");

    private record Field(String description, Object example) {}

    private Vocabulary() {}

    /** Returns the completed property. */
    static Schema complete(String name, Schema property) {
        if (ANY_JSON.equals(property.getRef())) {
            return anyJson(property);
        }
        if (property.getItems() != null && ANY_JSON.equals(property.getItems().getRef())) {
            property.setItems(anyJson(property.getItems()));
        }
        if (property.getRef() != null) {
            // A type beside a reference is a second condition, which client generators handle incorrectly.
            property.setType(null);
            return property;
        }
        if (isId(name, property)) {
            fill(property, SchemaRules.ID_EXAMPLE);
            if (property.getPattern() == null) {
                property.setPattern(SchemaRules.ID_PATTERN);
            }
        }
        if (isTime(name, property)) {
            describe(property, new Field("In UNIX seconds.", TIME_EXAMPLE));
            property.setMinimum(BigDecimal.ZERO);
        }
        if (FIELDS.containsKey(name)) {
            describe(property, FIELDS.get(name));
        }
        if (property.getPattern() != null) {
            pattern(property);
        }
        return property;
    }

    private static Schema anyJson(Schema property) {
        String description = property.getDescription();
        return OASFactory.createSchema()
                .description(description == null ? "Any JSON." : description)
                .examples(
                        property.getExamples() != null
                                ? property.getExamples()
                                : List.of(
                                        "Hello",
                                        new TreeMap<>(
                                                Map.of("retries", 3, "hosts", List.of("a.example", "b.example")))));
    }

    private static boolean isId(String name, Schema property) {
        return isOf(property, SchemaType.STRING) && name.endsWith("_id") && !OTHER_IDS.contains(name);
    }

    private static boolean isTime(String name, Schema property) {
        return isOf(property, SchemaType.INTEGER)
                && (name.endsWith("_at") || name.equals("last_modified") || name.equals("last_used"));
    }

    static boolean isOf(Schema property, SchemaType type) {
        return property.getType() != null && property.getType().contains(type);
    }

    private static void describe(Schema property, Field field) {
        if (property.getDescription() == null) {
            property.setDescription(field.description);
        }
        fill(property, field.example);
    }

    private static void fill(Schema property, Object example) {
        if (property.getExamples() == null && property.getExample() == null) {
            property.setExamples(List.of(example));
        }
    }

    /** Anchors a pattern: in Bean Validation it must match the whole text, in JSON Schema a part of it. */
    private static void pattern(Schema property) {
        String pattern = property.getPattern();
        if (CHOICE.matcher(pattern).matches()) {
            property.setPattern(null);
            property.setEnumeration(Arrays.asList((Object[]) pattern.split("\\|", -1)));
        } else if (!pattern.startsWith("^") && !pattern.equals("\\S")) {
            property.setPattern("^(" + pattern + ")$");
        }
    }
}
