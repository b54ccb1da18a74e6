package io.valise.openapi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** The routes of the document, matched to their Java methods by operation id. */
final class Routes implements Iterable<Route> {
    private final List<Route> all = new ArrayList<>();

    Routes(IndexView code, OpenAPI document) {
        Map<String, MethodInfo> handlers = handlers(code);
        if (document.getPaths() == null) {
            return;
        }
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((verb, operation) -> {
                    MethodInfo handler = handlers.get(operation.getOperationId());
                    if (handler == null) {
                        throw new IllegalStateException(verb + " " + path + " has no @Operation with an operationId");
                    }
                    all.add(new Route(path, verb, operation, handler));
                }));
    }

    private static Map<String, MethodInfo> handlers(IndexView code) {
        Map<String, MethodInfo> handlers = new HashMap<>();
        for (AnnotationInstance operation : code.getAnnotations(DotName.createSimple(Operation.class))) {
            AnnotationValue id = operation.value("operationId");
            if (id == null || operation.target().kind() != AnnotationTarget.Kind.METHOD) {
                continue;
            }
            MethodInfo earlier = handlers.put(id.asString(), operation.target().asMethod());
            // The index consists of parts that may contain the same class.
            if (earlier != null && !name(earlier).equals(name(operation.target().asMethod()))) {
                throw new IllegalStateException("two routes have the operation id " + id.asString());
            }
        }
        return handlers;
    }

    private static String name(MethodInfo method) {
        return method.declaringClass().name() + "#" + method.name();
    }

    @Override
    public Iterator<Route> iterator() {
        return Collections.unmodifiableList(all).iterator();
    }
}
