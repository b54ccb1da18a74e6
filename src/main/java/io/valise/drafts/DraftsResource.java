package io.valise.drafts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.AppBody;
import io.valise.apps.CurrentApp;
import io.valise.audit.Actor;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.changes.Draft;
import io.valise.changes.DraftDeployments;
import io.valise.changes.Drafts;
import io.valise.changes.LoadedDraft;
import io.valise.changes.Overview;
import io.valise.changes.Tagged;
import io.valise.deployments.DeploymentBody;
import io.valise.deployments.History;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.Revision;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/drafts")
@Tag(name = "Drafts")
public class DraftsResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp currentApp;

    @Inject
    Drafts drafts;

    @Inject
    DraftDeployments deployments;

    @Inject
    History history;

    @Inject
    OptionalBody bodies;

    @Schema(name = "Draft")
    public record DraftBody(
            @JsonProperty("_id") String id,

            @JsonProperty("user_id") @Schema(description = "The id of the API key that owns it.")
            String userId,

            @Schema(
                    description = "The kind of client that uses it.",
                    enumeration = {"API", "CLI", "UI", "VALISE"})
            String kind,

            @Schema(description = "The number of its base revision.", examples = "7")
            long base,

            @JsonProperty("created_at") long createdAt,

            @JsonProperty("modified_at") @Schema(description = "When it last changed, in UNIX seconds.")
            long modifiedAt,

            @Schema(
                    description = "The entity tag of its current state, for `If-Match`.",
                    examples = "\"6650c0ffee0123456789abcd-3\"")
            String etag,

            @Schema(description = "The app as the draft shows it.")
            AppBody app)
            implements Tagged {

        static DraftBody of(App app, LoadedDraft loaded) {
            return of(loaded.draft(), AppBody.of(app, loaded.base(), loaded.own()));
        }

        /** A draft in a listing. If its base revision is not readable, its app has no tag. */
        static DraftBody listed(App app, Draft draft, @Nullable Revision base) {
            return of(
                    draft,
                    base == null
                            ? AppBody.unread(app)
                            : AppBody.of(app, new Overview.Glance(base.deployedAt, draft.tag.value())));
        }

        private static DraftBody of(Draft draft, AppBody app) {
            return new DraftBody(
                    draft.id.toHexString(),
                    draft.user.toHexString(),
                    draft.kind,
                    draft.base,
                    draft.createdAt,
                    draft.modifiedAt,
                    draft.etag(),
                    app);
        }
    }

    @GET
    @Operation(
            operationId = "listDrafts",
            summary = "List the caller's open draft for this kind of client, or all drafts")
    public Uni<List<DraftBody>> list(
            @Parameter(
                            description = "Returns every draft that the caller may see: the caller's own for every kind"
                                    + " of client and, if the caller may deploy, those of other users.")
                    @QueryParam("all")
                    boolean all) {
        Actor actor = current.actor();
        App app = currentApp.get();
        Uni<List<Draft>> found = all
                ? drafts.visible(actor, app.id)
                : drafts.open(actor, app.id).map(draft -> draft == null ? List.of() : List.of(draft));
        return found.flatMap(several -> drafts.bases(app.id, several)
                .map(bases -> several.stream()
                        .map(draft -> DraftBody.listed(app, draft, bases.get(draft.base)))
                        .toList()));
    }

    @GET
    @Path("/{draftId}")
    @Operation(operationId = "getDraft", summary = "Get a draft")
    @Fails(ErrorCode.DraftNotFound)
    public Uni<DraftBody> get(@PathParam("draftId") String draftId) {
        App app = currentApp.get();
        return drafts.get(current.actor(), app.id, draftId)
                .flatMap(drafts::load)
                .map(draft -> DraftBody.of(app, draft));
    }

    @POST
    @ResponseStatus(201)
    @Audited("draft.create")
    @Operation(operationId = "createDraft", summary = "Open a draft: the caller's changes join it from now on")
    @Fails({ErrorCode.DraftAlreadyExists, ErrorCode.PreconditionFailed})
    @Consumes(MediaType.WILDCARD)
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = OptionalBody.DraftCreation.class)))
    public Uni<DraftBody> create(byte[] body) throws IOException {
        OptionalBody.DraftCreation creation = bodies.creation(body);
        AuditedRequest request = current.get();
        App app = currentApp.get();
        return drafts.begin(request.actor(), app.id, creation == null ? null : creation.base())
                .invoke(draft -> request.record(Outcome.on("draft", draft.draft().id, null)))
                .map(draft -> DraftBody.of(app, draft));
    }

    @DELETE
    @Path("/{draftId}")
    @Audited("draft.delete")
    @Operation(operationId = "discardDraft", summary = "Discard a draft")
    @Fails({ErrorCode.DraftConflict, ErrorCode.DraftNotFound})
    public Uni<Void> discard(@PathParam("draftId") String draftId) {
        return drafts.discard(current.actor(), currentApp.id(), draftId);
    }

    @POST
    @Path("/{draftId}/deployment")
    @ResponseStatus(201)
    @Audited("deployment.create")
    @Operation(operationId = "deployDraft", summary = "Deploy a draft, atomically")
    @Fails({
        ErrorCode.DraftNotFound,
        ErrorCode.DraftConflict,
        ErrorCode.LimitExceeded,
        ErrorCode.OutcomeUnknown,
        ErrorCode.PreconditionFailed
    })
    @Consumes(MediaType.WILDCARD)
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = OptionalBody.NameOnly.class)))
    public Uni<DeploymentBody> deploy(
            @PathParam("draftId") String draftId,
            @Parameter(
                            description = "The ETag of the draft that was reviewed; required for another user's draft.",
                            example = "\"6650c0ffee0123456789abcd-3\"")
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            byte[] body)
            throws IOException {
        String name = bodies.name(body);
        AuditedRequest request = current.get();
        Actor actor = request.actor();
        ObjectId appId = currentApp.id();
        return deployments
                .deploy(actor, appId, draftId, name, ifMatch)
                .invoke(revision -> request.record(History.outcome(revision)))
                .map(DeploymentBody::of)
                .onFailure(failure -> ObjectId.isValid(draftId) && DraftDeployments.isFailure(failure))
                .call(failure -> history.recordFailure(actor, appId, new ObjectId(draftId), failure));
    }
}
