package io.valise.openapi;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** An HTTP method of a path in the document, with the Java method that handles it. */
record Route(String path, HttpMethod verb, Operation operation, MethodInfo handler) {
    private static final DotName OPERATION =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.Operation.class);
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** Returns the routes of the document, matched to their Java methods by operation id. */
    static List<Route> of(IndexView code, OpenAPI document) {
        Map<String, MethodInfo> handlers = new HashMap<>();
        for (AnnotationInstance operation : code.getAnnotations(OPERATION)) {
            if (operation.value("operationId") != null) {
                handlers.put(
                        operation.value("operationId").asString(),
                        operation.target().asMethod());
            }
        }
        List<Route> all = new ArrayList<>();
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((verb, operation) -> {
                    MethodInfo handler = handlers.get(operation.getOperationId());
                    if (handler == null) {
                        throw new IllegalStateException(verb + " " + path + " has no @Operation with an operationId");
                    }
                    all.add(new Route(path, verb, operation, handler));
                }));
        return all;
    }

    /** Returns the names of the path parameters from left to right. */
    List<String> pathParameters() {
        Matcher names = PARAMETER.matcher(path);
        return names.results().map(name -> name.group(1)).toList();
    }

    boolean isInProject() {
        return pathParameters().contains("groupId");
    }

    boolean isInApp() {
        return pathParameters().contains("appId");
    }

    boolean isWrite() {
        return verb != HttpMethod.GET && verb != HttpMethod.HEAD;
    }

    boolean takesQuery() {
        return parameters().anyMatch(parameter -> parameter.getIn() == Parameter.In.QUERY);
    }

    Optional<Parameter> parameter(Parameter.In place, String name) {
        return parameters()
                .filter(parameter -> parameter.getIn() == place && name.equals(parameter.getName()))
                .findFirst();
    }

    private Stream<Parameter> parameters() {
        return operation.getParameters() == null ? Stream.of() : operation.getParameters().stream();
    }

    boolean hasBody() {
        return operation.getRequestBody() != null;
    }

    /** Returns whether the handler reads the body itself, which may then be missing or have any media type. */
    boolean readsAnyBody() {
        AnnotationInstance consumes = handler.annotation(DotName.createSimple(Consumes.class));
        return consumes != null && List.of(consumes.value().asStringArray()).contains(MediaType.WILDCARD);
    }

    /** Returns the handler's annotations of a repeatable type. */
    List<AnnotationInstance> annotations(Class<?> one, Class<?> container) {
        AnnotationInstance single = handler.annotation(DotName.createSimple(one));
        if (single != null) {
            return List.of(single);
        }
        AnnotationInstance several = handler.annotation(DotName.createSimple(container));
        return several == null ? List.of() : List.of(several.value().asNestedArray());
    }

    /** Returns whether the caller must send a token. */
    boolean isSecured() {
        return operation.getSecurity() == null || !operation.getSecurity().isEmpty();
    }
}
