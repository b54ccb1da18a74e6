package io.valise.openapi;

import io.valise.errors.ErrorCode;
import io.valise.errors.ErrorSettings;
import io.valise.errors.Fails;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Documents exactly the errors of each route: those that follow from its shape, and those that its handler declares with
 * {@link Fails}. A reply that a handler describes itself is not changed.
 */
final class ErrorReplies {
    private static final String JSON = "application/json";
    private static final String REF = "#/components/examples/";

    private final IndexView code;

    ErrorReplies(IndexView code) {
        this.code = code;
    }

    void apply(OpenAPI document, Routes routes) {
        for (ErrorCode error : ErrorCode.values()) {
            document.getComponents().addExample(error.name(), example(error));
        }
        for (Route route : routes) {
            APIResponses responses = route.operation().getResponses();
            failures(route).forEach((status, errors) -> {
                if (!responses.hasAPIResponse(String.valueOf(status))) {
                    responses.addAPIResponse(String.valueOf(status), shared(document, status, errors));
                }
            });
        }
    }

    /** Returns a reference to the reply with this status and these codes. Repeated replies were half of the document. */
    private static APIResponse shared(OpenAPI document, int status, SortedSet<ErrorCode> errors) {
        String name = status + "." + errors.stream().map(ErrorCode::name).collect(Collectors.joining("."));
        Map<String, APIResponse> all = document.getComponents().getResponses();
        if (all == null || !all.containsKey(name)) {
            document.getComponents().addResponse(name, reply(status, errors));
        }
        return OASFactory.createAPIResponse().ref("#/components/responses/" + name);
    }

    private Map<Integer, SortedSet<ErrorCode>> failures(Route route) {
        Failures failures = new Failures();
        fromShape(route, failures);
        fromHandler(route, failures);
        return failures.byStatus;
    }

    private static void fromShape(Route route, Failures failures) {
        if (route.hasBody()) {
            failures.add(
                    ErrorCode.RequestTimeout,
                    ErrorCode.MalformedJson,
                    ErrorCode.InvalidParameter,
                    ErrorCode.LimitExceeded,
                    ErrorCode.PayloadTooLarge);
            if (!route.readsAnyBody()) {
                failures.add(ErrorCode.UnsupportedMediaType);
            }
        }
        if (route.takesQuery() || route.header(Conditions.IF_MATCH).isPresent()) {
            failures.add(ErrorCode.InvalidParameter);
        }
        if (route.isSecured()) {
            failures.add(ErrorCode.InvalidSession);
        }
        if (route.isInProject()) {
            failures.add(ErrorCode.ProjectNotFound);
        }
        if (route.isInProject() && route.isWrite()) {
            failures.add(ErrorCode.Forbidden);
        }
        if (route.isInApp()) {
            failures.add(ErrorCode.AppNotFound);
        }
        if (answersContent(route)) {
            failures.add(ErrorCode.NotAcceptable);
        }
        failures.add(
                ErrorCode.BadRequest,
                ErrorCode.TooManyRequests,
                ErrorCode.InternalServerError,
                ErrorCode.StoreUnavailable);
    }

    private static boolean answersContent(Route route) {
        return route.operation().getResponses().getAPIResponses().entrySet().stream()
                .anyMatch(reply ->
                        reply.getKey().startsWith("2") && reply.getValue().getContent() != null);
    }

    private void fromHandler(Route route, Failures failures) {
        route.annotations(Fails.class, Fails.Several.class).forEach(failures::add);
        for (AnnotationInstance annotation : route.handler().declaredAnnotations()) {
            ClassInfo type = code.getClassByName(annotation.name());
            AnnotationInstance fails = type == null ? null : type.declaredAnnotation(DotName.createSimple(Fails.class));
            if (fails != null) {
                failures.add(fails);
            }
        }
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

    /** Error codes by status. */
    private static final class Failures {
        private final Map<Integer, SortedSet<ErrorCode>> byStatus = new TreeMap<>();

        void add(ErrorCode... codes) {
            for (ErrorCode error : codes) {
                add(error.status(), error);
            }
        }

        void add(AnnotationInstance fails) {
            AnnotationValue status = fails.value("status");
            for (String name : fails.value().asEnumArray()) {
                ErrorCode error = ErrorCode.valueOf(name);
                add(status == null ? error.status() : status.asInt(), error);
            }
        }

        private void add(int status, ErrorCode error) {
            byStatus.computeIfAbsent(status, any -> new TreeSet<>()).add(error);
        }
    }
}
