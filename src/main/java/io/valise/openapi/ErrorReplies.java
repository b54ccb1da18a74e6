package io.valise.openapi;

import io.valise.errors.ErrorCode;
import io.valise.errors.ErrorSettings;
import io.valise.errors.Fails;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Documents exactly the errors of each route: those that follow from its shape, and those that its handler declares
 * with {@link Fails}. A reply that a handler describes itself is not changed.
 */
final class ErrorReplies {
    private static final String JSON = "application/json";
    private static final String REF = "#/components/examples/";

    private final IndexView code;

    ErrorReplies(IndexView code) {
        this.code = code;
    }

    void apply(OpenAPI document, List<Route> routes) {
        SortedSet<ErrorCode> answered = new TreeSet<>();
        for (Route route : routes) {
            APIResponses responses = route.operation().getResponses();
            failures(route).forEach((status, errors) -> {
                answered.addAll(errors);
                if (!responses.hasAPIResponse(String.valueOf(status))) {
                    responses.addAPIResponse(String.valueOf(status), shared(document, status, errors));
                }
            });
        }
        answered.forEach(error -> document.getComponents().addExample(error.name(), example(error)));
    }

    /**
     * Returns a reference to the reply with this status and these codes. Repeated replies were half of the document.
     */
    private static APIResponse shared(OpenAPI document, int status, SortedSet<ErrorCode> errors) {
        String name = status + "." + errors.stream().map(ErrorCode::name).collect(Collectors.joining("."));
        Map<String, APIResponse> all = document.getComponents().getResponses();
        if (all == null || !all.containsKey(name)) {
            document.getComponents().addResponse(name, reply(status, errors));
        }
        return OASFactory.createAPIResponse().ref("#/components/responses/" + name);
    }

    /** Returns the error codes of a route by status. */
    private Map<Integer, SortedSet<ErrorCode>> failures(Route route) {
        Map<Integer, SortedSet<ErrorCode>> failures = new TreeMap<>();
        fromShape(route).forEach(error -> add(failures, error.status(), error));
        fromHandler(route).forEach(fails -> {
            AnnotationValue status = fails.value("status");
            for (String name : fails.value().asEnumArray()) {
                ErrorCode error = ErrorCode.valueOf(name);
                add(failures, status == null ? error.status() : status.asInt(), error);
            }
        });
        return failures;
    }

    private static void add(Map<Integer, SortedSet<ErrorCode>> failures, int status, ErrorCode error) {
        failures.computeIfAbsent(status, any -> new TreeSet<>()).add(error);
    }

    private static Set<ErrorCode> fromShape(Route route) {
        Set<ErrorCode> errors = EnumSet.of(
                ErrorCode.BadRequest,
                ErrorCode.TooManyRequests,
                ErrorCode.InternalServerError,
                ErrorCode.StoreUnavailable);
        if (route.hasBody()) {
            errors.addAll(List.of(
                    ErrorCode.RequestTimeout,
                    ErrorCode.MalformedJson,
                    ErrorCode.InvalidParameter,
                    ErrorCode.LimitExceeded,
                    ErrorCode.PayloadTooLarge));
            if (!route.readsAnyBody()) {
                errors.add(ErrorCode.UnsupportedMediaType);
            }
        }
        if (route.takesQuery()
                || route.parameter(Parameter.In.HEADER, ConditionalReplies.IF_MATCH)
                        .isPresent()) {
            errors.add(ErrorCode.InvalidParameter);
        }
        if (route.isSecured()) {
            errors.add(ErrorCode.InvalidSession);
        }
        if (route.isInProject()) {
            errors.add(ErrorCode.ProjectNotFound);
        }
        if (route.isInProject() && route.isWrite()) {
            errors.add(ErrorCode.Forbidden);
        }
        if (route.isInApp()) {
            errors.add(ErrorCode.AppNotFound);
        }
        if (answersContent(route)) {
            errors.add(ErrorCode.NotAcceptable);
        }
        return errors;
    }

    private static boolean answersContent(Route route) {
        return route.operation().getResponses().getAPIResponses().entrySet().stream()
                .anyMatch(reply ->
                        reply.getKey().startsWith("2") && reply.getValue().getContent() != null);
    }

    /** Returns the {@link Fails} of the handler, and those of its annotations. */
    private Stream<AnnotationInstance> fromHandler(Route route) {
        Stream<AnnotationInstance> inherited = route.handler().declaredAnnotations().stream()
                .map(annotation -> code.getClassByName(annotation.name()))
                .filter(Objects::nonNull)
                .map(type -> type.declaredAnnotation(DotName.createSimple(Fails.class)))
                .filter(Objects::nonNull);
        return Stream.concat(route.annotations(Fails.class, Fails.Several.class).stream(), inherited);
    }

    private static APIResponse reply(int status, SortedSet<ErrorCode> errors) {
        MediaType json =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/Error"));
        errors.forEach(error ->
                json.addExample(error.name(), OASFactory.createExample().ref(REF + error.name())));
        APIResponse reply = OASFactory.createAPIResponse()
                .description(errors.stream()
                        .map(error -> "`" + error + "`: " + error.meaning())
                        .collect(Collectors.joining("\n\n")))
                .content(OASFactory.createContent().addMediaType(JSON, json));
        return status != 503 && status != 429
                ? reply
                : reply.addHeader(
                        "Retry-After",
                        OASFactory.createHeader()
                                .description("Seconds to wait.")
                                .schema(OASFactory.createSchema()
                                        .addType(Schema.SchemaType.INTEGER)
                                        .addExample(2)));
    }

    private static Example example(ErrorCode error) {
        return OASFactory.createExample()
                .summary(error.name())
                // Sorted, because the document must be the same in every build.
                .value(new TreeMap<>(Map.of(
                        "error", error.meaning(),
                        "error_code", error.name(),
                        "link", ErrorSettings.PAGE + "#" + error.name())));
    }
}
