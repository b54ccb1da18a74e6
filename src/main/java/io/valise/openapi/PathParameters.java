package io.valise.openapi;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Documents every parameter of a path, including those that only a filter reads, and the pattern of ids. */
final class PathParameters {
    private PathParameters() {}

    static void apply(List<Route> routes) {
        for (Route route : routes) {
            List<String> names = route.pathParameters();
            for (int i = names.size() - 1; i >= 0; i--) {
                complete(route, names.get(i));
            }
        }
    }

    private static void complete(Route route, String name) {
        Parameter parameter = route.parameter(Parameter.In.PATH, name).orElseGet(() -> add(route.operation(), name));
        if (parameter.getSchema() == null) {
            parameter.setSchema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
        }
        if (isId(name)) {
            parameter.getSchema().pattern(SchemaRules.ID_PATTERN).examples(List.of(SchemaRules.ID_EXAMPLE));
        }
        if (parameter.getDescription() == null) {
            parameter.setDescription(description(name));
        }
    }

    /** A client_app_id is derived from the app's name and is not one of our ids. */
    private static boolean isId(String name) {
        return name.equals("id") || (name.endsWith("Id") && !name.equals("clientAppId"));
    }

    private static String description(String name) {
        return switch (name) {
            case "groupId" -> "The project's id.";
            case "appId" -> "The app's `_id`.";
            default ->
                isId(name) && name.length() > 2
                        ? "The " + name.substring(0, name.length() - 2) + "'s id."
                        : "The item's " + name + ".";
        };
    }

    /** Adds a parameter first, so adding them from right to left keeps the order of the path. */
    private static Parameter add(Operation operation, String name) {
        Parameter created =
                OASFactory.createParameter().name(name).in(Parameter.In.PATH).required(true);
        List<Parameter> all = new ArrayList<>(List.of(created));
        if (operation.getParameters() != null) {
            all.addAll(operation.getParameters());
        }
        operation.setParameters(all);
        return created;
    }
}
