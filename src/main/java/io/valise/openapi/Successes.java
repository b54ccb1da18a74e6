package io.valise.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

/**
 * Documents the success status of a route that does not declare one: that of {@code @ResponseStatus}, 204 without a
 * body, or 200.
 */
final class Successes {
    private static final DotName STATUS = DotName.createSimple("org.jboss.resteasy.reactive.ResponseStatus");
    private static final DotName NO_BODY = DotName.createSimple(Void.class);
    private static final Map<Integer, String> DESCRIPTIONS = Map.of(200, "Done.", 201, "Created.", 204, "Done.");

    private Successes() {}

    static void apply(List<Route> routes) {
        for (Route route : routes) {
            if (!isExplicit(route)) {
                move(route, status(route));
            }
        }
    }

    private static void move(Route route, int status) {
        APIResponses responses = route.operation().getResponses();
        APIResponse success = OASFactory.createAPIResponse();
        for (String code : new ArrayList<>(responses.getAPIResponses().keySet())) {
            if (code.startsWith("2")) {
                success = responses.getAPIResponse(code);
                responses.removeAPIResponse(code);
            }
        }
        success.setDescription(DESCRIPTIONS.getOrDefault(status, "Done."));
        if (status == 204) {
            success.setContent(null);
        }
        responses.addAPIResponse(String.valueOf(status), success);
    }

    private static int status(Route route) {
        AnnotationInstance status = route.handler().annotation(STATUS);
        if (status != null) {
            return status.value().asInt();
        }
        return isVoid(route.handler().returnType()) ? 204 : 200;
    }

    private static boolean isVoid(Type type) {
        return switch (type.kind()) {
            case VOID -> true;
            case PARAMETERIZED_TYPE ->
                type.asParameterizedType().arguments().stream().anyMatch(one -> NO_BODY.equals(one.name()));
            default -> false;
        };
    }

    /** Returns whether the handler declares a 2xx reply in an annotation. */
    private static boolean isExplicit(Route route) {
        return route
                .annotations(
                        org.eclipse.microprofile.openapi.annotations.responses.APIResponse.class,
                        org.eclipse.microprofile.openapi.annotations.responses.APIResponses.class)
                .stream()
                .map(reply -> reply.value("responseCode"))
                .anyMatch(code -> code != null && code.asString().startsWith("2"));
    }
}
