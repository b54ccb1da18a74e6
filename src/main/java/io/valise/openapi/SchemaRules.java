package io.valise.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Documents what follows from the types of records. In a reply, every field is required unless it is omitted when
 * empty, and may be null if it is {@code @Nullable}. In a request, null means absent.
 */
final class SchemaRules {
    static final String ID = "[0-9a-f]{24}";
    static final String ID_PATTERN = "^" + ID + "$";
    static final String ID_EXAMPLE = "6650c0ffee0123456789abcd";

    private static final String REF = "#/components/schemas/";
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName PROPERTY = DotName.createSimple(JsonProperty.class);
    private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);

    private final OpenAPI document;
    private final Map<String, Schema> schemas;
    private final Map<String, ClassInfo> classes = new HashMap<>();

    SchemaRules(IndexView code, OpenAPI document) {
        this.document = document;
        this.schemas = document.getComponents().getSchemas();
        for (AnnotationInstance schema : code.getAnnotations(
                DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class))) {
            if (schema.target().kind() == AnnotationTarget.Kind.CLASS) {
                ClassInfo type = schema.target().asClass();
                classes.put(
                        schema.value("name") == null
                                ? type.simpleName()
                                : schema.value("name").asString(),
                        type);
            }
        }
    }

    void apply() {
        Set<String> requests = requests();
        new LinkedHashMap<>(schemas).forEach((name, schema) -> {
            if (schema.getAdditionalPropertiesSchema() != null) {
                schema.setAdditionalPropertiesSchema(Vocabulary.complete("", schema.getAdditionalPropertiesSchema()));
            }
            if (schema.getProperties() != null) {
                ClassInfo type = classes.get(name);
                Map<String, Schema> properties = new LinkedHashMap<>();
                schema.getProperties()
                        .forEach((field, property) -> properties.put(field, Vocabulary.complete(field, property)));
                schema.setProperties(properties);
                if (type != null) {
                    complete(schema, type, requests.contains(name));
                }
            }
        });
        Vocabulary.INLINED.forEach(document.getComponents()::removeSchema);
    }

    private static void complete(Schema schema, ClassInfo type, boolean isRequest) {
        for (FieldInfo field : type.fields()) {
            AnnotationInstance property = field.annotation(PROPERTY);
            String name = property == null ? field.name() : property.value().asString();
            Schema described = schema.getProperties().get(name);
            if (described == null) {
                continue;
            }
            boolean required = isRequest ? isRequired(schema, name) : !isLeftOut(type, field);
            if (required && !isRequired(schema, name)) {
                schema.addRequired(name);
            }
            if (isRequest ? !required : required && field.type().hasAnnotation(NULLABLE)) {
                schema.addProperty(name, orNull(described));
            }
        }
    }

    private static boolean isRequired(Schema schema, String name) {
        return schema.getRequired() != null && schema.getRequired().contains(name);
    }

    private static boolean isLeftOut(ClassInfo type, FieldInfo field) {
        AnnotationInstance include = field.annotation(INCLUDE);
        return include != null || type.declaredAnnotation(INCLUDE) != null;
    }

    private static Schema orNull(Schema schema) {
        if (schema.getRef() != null) {
            Schema reference = OASFactory.createSchema().ref(schema.getRef());
            return OASFactory.createSchema()
                    .description(schema.getDescription())
                    .addAnyOf(reference)
                    .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
        }
        if (schema.getType() != null && !schema.getType().contains(SchemaType.NULL)) {
            schema.addType(SchemaType.NULL);
            if (schema.getEnumeration() != null) {
                List<Object> values = new ArrayList<>(schema.getEnumeration());
                values.add(null);
                schema.setEnumeration(values);
            }
        }
        return schema;
    }

    /** Returns the names of the schemas of request bodies, including nested ones. */
    private Set<String> requests() {
        Set<String> names = new HashSet<>();
        document.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .filter(operation -> operation.getRequestBody() != null)
                .flatMap(operation -> operation.getRequestBody().getContent().getMediaTypes().values().stream())
                .forEach(content -> collect(content.getSchema(), names));
        return names;
    }

    private void collect(@Nullable Schema schema, Set<String> names) {
        if (schema == null) {
            return;
        }
        collect(schema.getItems(), names);
        if (schema.getRef() != null && names.add(schema.getRef().substring(REF.length()))) {
            collect(schemas.get(schema.getRef().substring(REF.length())), names);
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> collect(property, names));
        }
    }
}
