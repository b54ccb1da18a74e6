package io.valise.errors;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.mongodb.MongoException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Translates what is thrown in a resource to the one error model. It decides nothing: the code owns the status, and
 * what it does not know is a 500 with an id that leads to the log.
 */
class ErrorMappers {
    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    private static final Set<String> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** How long a client should wait for the store, in seconds. */
    static final String RETRY_AFTER_SECONDS = "2";

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
        boolean ofReply =
                failure.getProcessor() instanceof JsonGenerator || failure instanceof InvalidDefinitionException;
        return ofReply ? unknown(failure) : api(malformed(failure));
    }

    /** The framework has a mapper of its own for this one, which answers with class names. */
    @ServerExceptionMapper
    Response mismatched(MismatchedInputException failure) {
        return json(failure);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return json(json);
        }
        if (failure.getCause() instanceof ApiException api) {
            return api(api);
        }
        Response original = failure.getResponse();
        Response.ResponseBuilder answer = answer(HttpErrors.of(original.getStatus()));
        String allow = original.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? answer.build()
                : answer.header(HttpHeaders.ALLOW, allow).build();
    }

    /** Who knows better which step it was has said so by then; here, what may have changed something is not denied. */
    @ServerExceptionMapper
    Response store(MongoException failure, ContainerRequestContext request) {
        boolean onlyReads = READS.contains(request.getMethod());
        return api(
                onlyReads || !StoreFailure.isOutcomeUnknown(failure)
                        ? StoreFailure.nothingChanged(failure)
                        : StoreFailure.outcomeUnknown(failure));
    }

    @ServerExceptionMapper
    Response unknown(Throwable failure) {
        String id = UUID.randomUUID().toString();
        LOG.errorf(failure, "Internal error %s", id);
        return api(HttpErrors.internal(id));
    }

    static Response.ResponseBuilder answer(ApiException failure) {
        Response.ResponseBuilder answer = Response.status(failure.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorBody.of(failure));
        return failure.status() == 503 ? answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS) : answer;
    }

    /** Names the place, never the text there: it may be a secret. */
    static ApiException malformed(JsonProcessingException failure) {
        if (apiCause(failure) instanceof ApiException api) {
            return api;
        }
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            return ApiException.invalid(path(mapping), "must be of the documented type");
        }
        String place = failure.getLocation() == null
                ? ""
                : " at line " + failure.getLocation().getLineNr() + ", column "
                        + failure.getLocation().getColumnNr();
        return new ApiException(ErrorCode.MalformedJson, "the body is not well-formed JSON" + place);
    }

    private static @Nullable Throwable apiCause(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof ApiException)) {
            cause = cause.getCause();
        }
        return cause;
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

    /** The name a client knows: without the method and the parameter that Bean Validation puts first. */
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
