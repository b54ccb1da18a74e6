package io.valise.drafts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.smallrye.mutiny.Uni;
import io.valise.apps.AppBody;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.Deed;
import io.valise.auth.Caller;
import io.valise.changes.Changes;
import io.valise.changes.Draft;
import io.valise.changes.Drafts;
import io.valise.deployments.DeploymentBody;
import io.valise.deployments.FailedDeployment;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/drafts")
@Tag(name = "Drafts")
public class DraftsResource {
    private static final Logger LOG = Logger.getLogger(DraftsResource.class);

    @Inject
    Caller caller;

    @Inject
    CurrentApp app;

    @Inject
    Drafts drafts;

    @Inject
    Changes changes;

    @Inject
    Revisions revisions;

    @Inject
    NameOnly.Reader names;

    @Inject
    Deed deed;

    @Inject
    Clock clock;

    @Schema(name = "Draft")
    public record DraftBody(
            @JsonProperty("_id") @Schema(examples = "6650c0ffee0123456789abcd")
            String id,

            @JsonProperty("user_id") @Schema(description = "Whose it is: an API key.")
            String userId,

            @Schema(description = "The app as the draft has it.")
            AppBody app) {}

    @GET
    @Operation(operationId = "listDrafts", summary = "The caller's open draft, or none")
    public Uni<List<DraftBody>> list() {
        return drafts.open(app.id(), caller.user())
                .flatMap(draft -> draft == null
                        ? Uni.createFrom().item(List.of())
                        : body(draft).map(List::of));
    }

    @POST
    @ResponseStatus(201)
    @Audited("draft.create")
    @Operation(operationId = "createDraft", summary = "Open a draft: the caller's changes join it from now on")
    @Fails(ErrorCode.DraftAlreadyExists)
    @Consumes(MediaType.WILDCARD)
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = NameOnly.class)))
    public Uni<DraftBody> create(byte[] body) throws JsonProcessingException {
        // A draft has no name, but one that is malformed is refused as anywhere.
        names.name(body);
        Deed creation = deed.here();
        return revisions
                .current(app.id())
                .flatMap(newest -> drafts.begin(newest, caller.user())
                        .invoke(draft -> creation.to("draft", draft.id, null))
                        .map(draft -> body(draft, newest, newest.view())));
    }

    @DELETE
    @Path("/{draftId}")
    @Audited("draft.delete")
    @Operation(operationId = "discardDraft", summary = "Discard a draft")
    @Fails(ErrorCode.DraftNotFound)
    public Uni<Void> discard(@PathParam("draftId") String draftId) {
        return drafts.discard(app.id(), caller.user(), draftId);
    }

    @POST
    @Path("/{draftId}/deployment")
    @ResponseStatus(201)
    @Audited("deployment.create")
    @Operation(operationId = "deployDraft", summary = "Put a draft live, all of it or nothing")
    @Fails({ErrorCode.DraftNotFound, ErrorCode.DraftConflict, ErrorCode.LimitExceeded, ErrorCode.OutcomeUnknown})
    @Consumes(MediaType.WILDCARD)
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = NameOnly.class)))
    public Uni<DeploymentBody> deploy(@PathParam("draftId") String draftId, byte[] body)
            throws JsonProcessingException {
        String name = names.name(body);
        ObjectId appId = app.id();
        ObjectId user = caller.user();
        String origin = caller.origin().name();
        Deed deployment = deed.here();
        return drafts.deploy(appId, user, origin, draftId, name)
                .invoke(revision -> tell(deployment, revision))
                .map(DeploymentBody::of)
                .onFailure(failure -> ObjectId.isValid(draftId) && Drafts.isDeploymentFailure(failure))
                .call(failure -> record(appId, user, origin, new ObjectId(draftId), failure));
    }

    /** Best effort: the store may be the reason of the failure. */
    private Uni<Void> record(ObjectId appId, ObjectId user, String origin, ObjectId draft, Throwable failure) {
        FailedDeployment failed = new FailedDeployment();
        failed.id = new ObjectId();
        failed.app = appId;
        failed.draft = draft;
        failed.user = user;
        failed.origin = origin;
        failed.at = clock.instant().getEpochSecond();
        failed.reason = failure instanceof ApiException api ? api.getMessage() : "the store failed";
        return revisions
                .current(appId)
                .invoke(newest -> failed.after = newest.number)
                .chain(() -> failed.persist())
                .onFailure()
                .invoke(lost -> LOG.warnf("A failed deployment of app %s is not in its history", appId))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static void tell(Deed deployment, Revision revision) {
        deployment.to("deployment", revision.id, revision.name);
        deployment.published(revision.change, revision.number);
    }

    private Uni<DraftBody> body(Draft draft) {
        return Uni.combine()
                .all()
                .unis(revisions.current(draft.app), changes.view(draft.app))
                .with((newest, view) -> body(draft, newest, view));
    }

    private DraftBody body(Draft draft, Revision newest, View view) {
        return new DraftBody(draft.id.toHexString(), draft.user.toHexString(), AppBody.of(app.get(), newest, view));
    }
}
