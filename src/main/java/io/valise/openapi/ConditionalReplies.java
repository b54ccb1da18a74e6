package io.valise.openapi;

import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;

/**
 * Documents the {@code ETag} of replies with one item, the 304 reply to a request that sends it, and {@code If-Match}
 * where a route does not describe it itself.
 */
final class ConditionalReplies {
    private static final DotName TAGGED = DotName.createSimple("io.valise.changes.Tagged");
    private static final Set<String> WITH_TAG = Set.of("200", "201", "304");

    private static final String UNCHANGED = "Unchanged";
    private static final String TAG = "ETag";
    static final String IF_MATCH = "If-Match";
    private static final String KNOWN = "If-None-Match";
    private static final String COMPONENTS = "#/components/";
    static final String TAG_EXAMPLE = "\"9f86d081884c7d659a2feaa0c55ad015\"";

    private final IndexView code;

    ConditionalReplies(IndexView code) {
        this.code = code;
    }

    void apply(List<Route> routes) {
        for (Route route : routes) {
            route.parameter(Parameter.In.HEADER, IF_MATCH)
                    .filter(parameter -> parameter.getDescription() == null)
                    .ifPresent(parameter -> parameter
                            .description("The ETag that the item must have.")
                            .example(TAG_EXAMPLE));
            APIResponses responses = route.operation().getResponses();
            if (showsOneItem(route) && route.verb() == HttpMethod.GET) {
                responses.addAPIResponse(
                        "304", OASFactory.createAPIResponse().ref(COMPONENTS + "responses/" + UNCHANGED));
                route.operation().addParameter(OASFactory.createParameter().ref(COMPONENTS + "parameters/" + KNOWN));
            }
            if (showsOneItem(route) || responses.hasAPIResponse("304")) {
                responses.getAPIResponses().forEach((status, reply) -> {
                    if (WITH_TAG.contains(status) && reply.getRef() == null) {
                        reply.addHeader(TAG, tag());
                    }
                });
            }
        }
    }

    private static Header tag() {
        return OASFactory.createHeader().ref(COMPONENTS + "headers/" + TAG);
    }

    private boolean showsOneItem(Route route) {
        Type type = route.handler().returnType();
        if (type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return false;
        }
        ClassInfo item = code.getClassByName(
                type.asParameterizedType().arguments().get(0).name());
        return item != null && item.interfaceNames().contains(TAGGED);
    }
}
