package io.valise.errors;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.mongodb.MongoException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.valise.json.Tree;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Maps everything that resources throw to the error model. It makes no decisions: the code determines the status, and
 * unknown failures become a 500 with an id that can be found in the log.
 */
class ErrorMappers {
    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    /** Statuses with which the framework answers when the path or media type belongs to another class. */
    private static final Set<Integer> NOT_MATCHED = Set.of(404, 405, 406, 415);

    @Inject
    DocumentedPaths documented;

    @Inject
    ErrorBodies bodies;

    @Inject
    CurrentVertxRequest current;

    @ServerExceptionMapper
    Response api(ApiException failure) {
        return answer(failure).build();
    }

    @ServerExceptionMapper
    Response violation(ConstraintViolationException failure) {
        List<ApiException.FieldError> details = failure.getConstraintViolations().stream()
                .map(violation -> new ApiException.FieldError(field(violation), violation.getMessage()))
                .sorted(Comparator.comparing(ApiException.FieldError::field))
                .toList();
        return api(ApiException.invalid(details));
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException failure) {
        ApiException refusal = refusal(failure);
        return refusal == null ? unknown(failure) : api(refusal);
    }

    /** Overrides the framework's own mapper, whose answer contains class names. */
    @ServerExceptionMapper
    Response mismatched(MismatchedInputException failure) {
        return json(failure);
    }

    /** The bytes are not valid text. */
    @ServerExceptionMapper
    Response characters(CharConversionException failure) {
        return api(new ApiException(ErrorCode.MalformedJson, "the body is not well-formed JSON in UTF-8"));
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure, ContainerRequestContext request) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return json(json);
        }
        if (failure.getCause() instanceof CharConversionException characters) {
            return characters(characters);
        }
        if (failure.getCause() instanceof ApiException api) {
            return api(api);
        }
        // The framework's answer to a query parameter that cannot be converted. Path parameters always can.
        if (failure instanceof NotFoundException && failure.getCause() instanceof IllegalArgumentException) {
            return api(ApiException.invalid("query", "has a parameter that is not of the documented type"));
        }
        int status = failure.getResponse().getStatus();
        String path = request.getUriInfo().getPath();
        return NOT_MATCHED.contains(status) && documented.refuses(request.getMethod(), path)
                ? answer(HttpErrors.of(405))
                        .header(HttpHeaders.ALLOW, documented.allow(path))
                        .build()
                : api(HttpErrors.of(status));
    }

    /**
     * Writes that make a change ({@link Writes#decisive}), and steps after them, have already mapped their failures.
     */
    @ServerExceptionMapper
    Response store(MongoException failure) {
        return api(StoreFailure.nothingChanged(failure));
    }

    @ServerExceptionMapper
    Response unknown(Throwable failure) {
        if (ClientFaults.isGone(failure)) {
            LOG.debugf("A client disconnected in the middle of its request: %s", failure.getMessage());
            return api(HttpErrors.of(400));
        }
        String id = HttpErrors.id();
        LOG.errorf(failure, "Internal error %s", id);
        return api(HttpErrors.internal(id));
    }

    private Response.ResponseBuilder answer(ApiException failure) {
        Response.ResponseBuilder answer = Response.status(failure.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(bodies.of(failure, current.getCurrent().request()));
        return failure.retryAfter() == 0 ? answer : answer.header(HttpHeaders.RETRY_AFTER, failure.retryAfter());
    }

    /**
     * The error in the body that was read. Null if the failure is from writing a body, which is a bug of the service.
     * Names the position but never repeats the text there, which may be a secret.
     */
    private static @Nullable ApiException refusal(JsonProcessingException failure) {
        ApiException own = cause(failure, ApiException.class);
        if (own != null) {
            return own;
        }
        if (cause(failure, StreamConstraintsException.class) != null) {
            return new ApiException(ErrorCode.LimitExceeded, "the body " + Tree.Malformed.OVER_A_LIMIT);
        }
        JsonParseException syntax = cause(failure, JsonParseException.class);
        if (syntax != null) {
            return new ApiException(
                    ErrorCode.MalformedJson,
                    "the body " + Tree.Malformed.of(syntax).rule());
        }
        boolean isOutOfRange = cause(failure, InputCoercionException.class) != null;
        if (!(failure instanceof JsonMappingException mapping)) {
            return isOutOfRange ? ApiException.invalid("body", "has a number that is out of range") : null;
        }
        if (!isOutOfRange && !(failure instanceof MismatchedInputException)) {
            return null;
        }
        return mapping.getPath().isEmpty()
                ? ApiException.invalid("body", "must be a JSON object")
                : ApiException.invalid(
                        path(mapping), isOutOfRange ? "is out of range" : "must be of the documented type");
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return type.cast(cause);
    }

    private static String path(JsonMappingException failure) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** The field's name as the client knows it, without the method and parameter that Bean Validation puts first. */
    private static String field(ConstraintViolation<?> violation) {
        StringBuilder field = new StringBuilder();
        int depth = 0;
        for (Path.Node step : violation.getPropertyPath()) {
            if (depth++ >= 2 && step.getName() != null) {
                field.append(field.isEmpty() ? "" : ".").append(step.getName());
            }
        }
        if (!field.isEmpty()) {
            return field.toString();
        }
        String whole = violation.getPropertyPath().toString();
        return whole.substring(whole.lastIndexOf('.') + 1);
    }
}
