package io.valise.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Actor;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Origin;
import io.valise.audit.Outcome;
import io.valise.audit.ReadCounts;
import io.valise.contents.Contents;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.json.Json;
import io.valise.revisions.Revisions;
import io.valise.runtime.Snapshot;
import io.valise.runtime.Snapshots;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Locale;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Both routes can reveal secrets. They are POSTs, which callers who may only read cannot send. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/debug")
@Tag(name = "Functions")
public class DebugResource {
    private static final String DESCRIPTION =
            "Runs on the deployed values, secrets included, even if a draft is open. If the Function fails or exceeds a"
                    + " limit, the answer is a 200 with an `error`.";

    @Inject
    CurrentApp app;

    @Inject
    Revisions revisions;

    @Inject
    Snapshots snapshots;

    @Inject
    Contents contents;

    @Inject
    QuickJs engine;

    @Inject
    Sandbox sandbox;

    @Inject
    Workers workers;

    @Inject
    FunctionSettings settings;

    @Inject
    CurrentRequest current;

    @Inject
    ReadCounts counts;

    @Schema(name = "FunctionSource")
    public record SourceBody(
            @NotNull(message = "is required")
            @Size(max = FunctionSettings.MAX_SOURCE, message = "must have at most {max} characters")
            @Schema(
                    description = "JavaScript that sets `exports` to a function.",
                    examples = "exports = function (name) { return context.values.get(name); }")
            String source,

            @JsonProperty("eval_source")
            @Size(max = FunctionSettings.MAX_SOURCE, message = "must have at most {max} characters")
            @Schema(
                    description =
                            "An expression that is evaluated after the source. Its value, or what its promise resolves"
                                    + " to, is the result. Without it, the exported function is called.",
                    examples = "exports(\"greeting\")")
            @Nullable
            String evalSource) {}

    @Schema(name = "FunctionCall")
    public record CallBody(
            @NotNull(message = "is required")
            @Size(max = 1_000, message = "must have at most {max} characters")
            @Schema(examples = "greet")
            String name,

            @Schema(description = "The arguments of the call.", examples = "[\"Ada\"]") @Nullable
            List<Json> arguments) {}

    @Schema(name = "FunctionStats")
    public record Stats(
            @JsonProperty("execution_time")
            @Schema(description = "Without the time spent waiting for a thread.", examples = "1.234ms")
            String executionTime) {}

    @Schema(name = "FunctionResult")
    public record Result(
            @Schema(description = "What the Function returned; null if it failed.") @Nullable
            Json result,

            @Schema(description = "The output of `console.log`, one line per call.", examples = "[\"hello Ada\"]")
            List<String> logs,

            @JsonProperty("error_logs")
            @Schema(
                    description = "The output of `console.error` and `console.warn`. If it failed, the last line is the"
                            + " `error`.",
                    examples = "[]")
            List<String> errorLogs,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "Why it failed.", examples = "TypeError: not a function (line 1, column 31)")
            @Nullable
            String error,

            @JsonProperty("error_code")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "The kind of failure, for programs.")
            RunResult.@Nullable Code errorCode,

            Stats stats) {

        static Result of(RunResult outcome, boolean isCanonical) {
            RunResult.Failure failure = outcome.failure();
            double millis = outcome.time().toNanos() / 1e6;
            return new Result(
                    result(outcome.result(), isCanonical),
                    outcome.logs(),
                    outcome.errorLines(),
                    failure == null ? null : failure.sentence(),
                    failure == null ? null : failure.code(),
                    new Stats(String.format(Locale.ROOT, "%.3fms", millis)));
        }

        private static Json result(@Nullable String json, boolean isCanonical) {
            if (json == null) {
                return Json.NULL;
            }
            return new Json(isCanonical ? CanonicalEjson.of(json) : json);
        }
    }

    /** The query of both routes. */
    public static class How {
        @QueryParam("user_id")
        @Parameter(hidden = true)
        @Nullable
        String user;

        @QueryParam("ejson")
        @Parameter(
                description =
                        "How numbers in the result are written: `relaxed` as in JSON, `canonical` with their type,"
                                + " as in `{\"$numberInt\": \"1\"}`. Default: `canonical` for the official command-line client,"
                                + " which expects it, and `relaxed` for everybody else.",
                schema = @Schema(enumeration = {"canonical", "relaxed"}))
        @Nullable
        String form;

        private boolean isCanonical(Actor actor) {
            if (user != null) {
                throw ApiException.invalid(
                        "user_id", "is not supported: apps have no users here. Leave it out to run as the system");
            }
            if (form != null && !form.equals("canonical") && !form.equals("relaxed")) {
                throw ApiException.invalid("ejson", "must be canonical or relaxed");
            }
            return form == null ? actor.origin() == Origin.CLI : form.equals("canonical");
        }
    }

    @POST
    @Audited(value = "function.execute", ahead = true)
    @Path("/execute_function_source")
    @Operation(
            operationId = "executeFunctionSource",
            summary = "Run JavaScript as a Function of the app",
            description = DESCRIPTION)
    @Fails(ErrorCode.FunctionsBusy)
    public Uni<Result> executeSource(@BeanParam How how, @Valid @NotNull(message = "is required") SourceBody body) {
        ObjectId id = app.id();
        Actor actor = current.actor();
        boolean isCanonical = how.isCanonical(actor);
        check("source", body.source());
        if (body.evalSource() != null) {
            check("eval_source", body.evalSource());
        }
        return run(id, actor.user(), body.source(), body.evalSource(), List.of())
                .map(outcome -> Result.of(outcome, isCanonical));
    }

    @POST
    @Audited(value = "function.execute", ahead = true)
    @Path("/execute_function")
    @Operation(
            operationId = "executeFunction",
            summary = "Run a Function of the deployed configuration",
            description = DESCRIPTION)
    @Fails({ErrorCode.FunctionNotFound, ErrorCode.FunctionsBusy})
    public Uni<Result> execute(@BeanParam How how, @Valid @NotNull(message = "is required") CallBody body) {
        ObjectId id = app.id();
        AuditedRequest request = current.get();
        Actor actor = request.actor();
        boolean isCanonical = how.isCanonical(actor);
        request.record(Outcome.on("function", null, body.name()));
        check(body.arguments());
        List<Json> arguments = body.arguments() == null ? List.of() : body.arguments();
        return revisions
                .current(id)
                .flatMap(revision -> Sources.read(contents, id, revision.view(), body.name()))
                .invoke(source -> check("name", source))
                .flatMap(source -> run(id, actor.user(), source, null, arguments))
                .map(outcome -> Result.of(outcome, isCanonical));
    }

    private Uni<RunResult> run(
            ObjectId id, ObjectId user, String source, @Nullable String expression, List<Json> arguments) {
        List<String> json = arguments.stream().map(Json::text).toList();
        return engine.ready()
                .flatMap(ready -> snapshots.of(id))
                .invoke(Snapshot::requireWhole)
                .map(snapshot -> new Deployed(snapshot, value -> counts.count(id, user, value)))
                .flatMap(values -> workers.run(id, () -> sandbox.run(new Call(source, expression, json, values))));
    }

    /** The arguments stay in memory while the call waits, and must fit into the memory of one call. */
    private void check(@Nullable List<Json> arguments) {
        int size =
                arguments == null ? 0 : arguments.stream().mapToInt(Json::size).sum();
        if (size > settings.source()) {
            throw ApiException.invalid("arguments", "must have at most " + settings.source() + " bytes of JSON in all");
        }
    }

    private void check(String field, String source) {
        if (Host.size(source) > settings.source()) {
            throw ApiException.invalid(field, "must be a source of at most " + settings.source() + " bytes");
        }
    }
}
