package io.valise.environments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.changes.Submission;
import io.valise.changes.Submits;
import io.valise.changes.Tagged;
import io.valise.contents.Contents;
import io.valise.contents.EnvironmentValue;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.errors.Shortened;
import io.valise.json.Json;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.EntityName;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Limits;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/environment_values")
@Tag(name = "Environments")
public class EnvironmentValuesResource {
    /** Characters of an unknown tag that an error shows. */
    private static final int MOST_SHOWN = 64;

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Changes changes;

    @Inject
    Contents contents;

    @Inject
    Limits limits;

    @Inject
    Clock clock;

    /** The JSON for each tag; {@code none} is for apps without a tag. Tags without a value are absent. */
    @Schema(name = "EnvironmentColumns")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Columns(
            @Nullable Json none,
            @Nullable Json development,
            @Nullable Json testing,
            @Nullable Json qa,
            @Nullable Json production) {

        static Columns of(Map<String, String> texts) {
            return new Columns(
                    json(texts.get(EnvironmentValue.NO_TAG)),
                    json(texts.get("development")),
                    json(texts.get("testing")),
                    json(texts.get("qa")),
                    json(texts.get("production")));
        }

        private static @Nullable Json json(@Nullable String text) {
            return text == null ? null : new Json(text);
        }
    }

    @Schema(name = "EnvironmentValueWrite")
    public record EnvironmentValueWrite(
            @EntityName @Schema(pattern = EntityName.PATTERN, examples = "base-url", required = true)
            String name,

            @Schema(implementation = Columns.class) @Nullable
            Map<String, Json> values) {

        /** The JSON by tag. Fails with {@code InvalidParameter} for a key that is no tag. */
        Map<String, Json> mapped() {
            Map<String, Json> mapped = values == null ? Map.of() : values;
            List<ApiException.FieldError> unknown = mapped.keySet().stream()
                    .filter(key -> !EnvironmentValue.TAGS.contains(key))
                    .map(key -> new ApiException.FieldError(
                            "values." + Shortened.to(MOST_SHOWN, key.replaceAll("\\p{C}", "?")),
                            "is not an environment, which must be one of " + String.join(", ", EnvironmentValue.TAGS)))
                    .toList();
            if (!unknown.isEmpty()) {
                throw ApiException.invalid(unknown);
            }
            return mapped;
        }
    }

    @Schema(name = "EnvironmentValueListing")
    public record EnvironmentValueListing(
            @JsonProperty("_id") String id,

            @Schema(examples = "base-url") String name,

            @JsonProperty("last_modified") long lastModified,

            @JsonProperty("modified_by") @Nullable String modifiedBy,

            long version,

            String etag) {

        static EnvironmentValueListing of(View view, Entry entry) {
            return new EnvironmentValueListing(
                    entry.id().toHexString(),
                    entry.name(),
                    entry.modified(),
                    entry.user() == null ? null : entry.user().toHexString(),
                    entry.version(),
                    view.etag(entry));
        }
    }

    @Schema(name = "EnvironmentValueWritten")
    public record EnvironmentValueWritten(
            @JsonProperty("_id") String id,

            @Schema(examples = "base-url") String name,

            @JsonProperty("last_modified") long lastModified,

            @JsonIgnore String etag)
            implements Tagged {

        static EnvironmentValueWritten of(View view, String id) {
            Entry entry = view.require(Kind.ENVIRONMENT_VALUE, id);
            return new EnvironmentValueWritten(
                    entry.id().toHexString(), entry.name(), entry.modified(), view.etag(entry));
        }
    }

    @Schema(name = "EnvironmentValue")
    public record EnvironmentValueBody(
            @JsonProperty("_id") String id,

            @Schema(examples = "base-url") String name,

            @JsonProperty("last_modified") long lastModified,

            Columns values,
            @JsonIgnore String etag)
            implements Tagged {}

    @GET
    @Operation(operationId = "listEnvironmentValues", summary = "List environment values, without their contents")
    public Uni<List<EnvironmentValueListing>> list() {
        return changes.view(current.actor(), app.id())
                .map(view -> view.entries(Kind.ENVIRONMENT_VALUE).stream()
                        .map(entry -> EnvironmentValueListing.of(view, entry))
                        .toList());
    }

    @POST
    @ResponseStatus(201)
    @Audited("environment_value.create")
    @Operation(operationId = "createEnvironmentValue", summary = "Create an environment value")
    @Submits
    @Fails(ErrorCode.EnvironmentValueAlreadyExists)
    public Uni<EnvironmentValueWritten> create(@Valid @NotNull(message = "is required") EnvironmentValueWrite body) {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        ObjectId id = new ObjectId();
        EnvironmentValue content = content(appId, body);
        return changes.submit(writing(request, appId, content), view -> {
                    view.requireFree(Kind.ENVIRONMENT_VALUE, body.name(), id);
                    return ChangeSet.of(
                            Change.create(Entry.first(id, Kind.ENVIRONMENT_VALUE, body.name(), content.ref(), now())));
                })
                .map(request::recorded)
                .map(view -> EnvironmentValueWritten.of(view, id.toHexString()));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getEnvironmentValue", summary = "Get an environment value with its contents")
    @Fails(ErrorCode.EnvironmentValueNotFound)
    public Uni<EnvironmentValueBody> get(@PathParam("id") String id) {
        ObjectId appId = app.id();
        return changes.view(current.actor(), appId).flatMap(view -> {
            Entry entry = view.require(Kind.ENVIRONMENT_VALUE, id);
            return contents.one(appId, Contents.Type.ENVIRONMENT_VALUES, entry)
                    .map(content -> body(view, entry, content));
        });
    }

    static EnvironmentValueBody body(View view, Entry entry, EnvironmentValue content) {
        return new EnvironmentValueBody(
                entry.id().toHexString(),
                entry.name(),
                entry.modified(),
                Columns.of(content.columns),
                view.etag(entry));
    }

    @PUT
    @Path("/{id}")
    @Audited("environment_value.update")
    @Operation(operationId = "updateEnvironmentValue", summary = "Replace an environment value")
    @Submits
    @Fails({ErrorCode.EnvironmentValueNotFound, ErrorCode.EnvironmentValueAlreadyExists, ErrorCode.PreconditionFailed})
    public Uni<EnvironmentValueWritten> update(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Valid @NotNull(message = "is required") EnvironmentValueWrite body) {
        AuditedRequest request = current.get();
        ObjectId appId = app.id();
        EnvironmentValue content = content(appId, body);
        return changes.submit(writing(request, appId, content), view -> {
                    Entry entry = view.require(Kind.ENVIRONMENT_VALUE, id, ifMatch);
                    view.requireFree(Kind.ENVIRONMENT_VALUE, body.name(), entry.id());
                    return ChangeSet.of(Change.update(
                            entry, entry.renamed(body.name(), now()).withContent(content.ref(), now())));
                })
                .map(request::recorded)
                .map(view -> EnvironmentValueWritten.of(view, id));
    }

    @DELETE
    @Path("/{id}")
    @Audited("environment_value.delete")
    @Operation(operationId = "deleteEnvironmentValue", summary = "Delete an environment value")
    @Submits
    @Fails({ErrorCode.EnvironmentValueNotFound, ErrorCode.PreconditionFailed})
    public Uni<Void> delete(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        AuditedRequest request = current.get();
        return changes.submit(Submission.of(request.actor(), app.id()), view -> {
                    Entry entry = view.require(Kind.ENVIRONMENT_VALUE, id, ifMatch);
                    return ChangeSet.of(Change.remove(entry));
                })
                .map(request::recorded)
                .replaceWithVoid();
    }

    private Submission writing(AuditedRequest request, ObjectId appId, EnvironmentValue content) {
        return Submission.of(request.actor(), appId)
                .writing(contents.write(Contents.Type.ENVIRONMENT_VALUES, List.of(content)));
    }

    private EnvironmentValue content(ObjectId appId, EnvironmentValueWrite body) {
        Map<String, Json> mapped = body.mapped();
        mapped.forEach((tag, json) -> {
            String broken = limits.brokenByValue(json.size());
            if (broken != null) {
                throw new ApiException(ErrorCode.PayloadTooLarge, "values." + tag + ": " + broken);
            }
        });
        return new EnvironmentValue(appId, mapped);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
