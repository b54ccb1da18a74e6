package io.valise.drafts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.AppBody;
import io.valise.apps.CurrentApp;
import io.valise.audit.Actor;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
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
    CurrentRequest current;

    @Inject
    CurrentApp currentApp;

    @Inject
    Drafts drafts;

    @Inject
    Changes changes;

    @Inject
    Revisions revisions;

    @Inject
    NameOnly.Reader names;

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
        Actor actor = current.actor();
        App app = currentApp.get();
        return drafts.open(actor, app.id)
                .flatMap(draft -> draft == null
                        ? Uni.createFrom().item(List.of())
                        : body(actor, app, draft).map(List::of));
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
        AuditedRequest request = current.get();
        App app = currentApp.get();
        return revisions
                .current(app.id)
                .flatMap(newest -> drafts.begin(request.actor(), newest)
                        .invoke(draft -> request.record(Outcome.on("draft", draft.id, null)))
                        .map(draft -> body(app, draft, newest, newest.view())));
    }

    @DELETE
    @Path("/{draftId}")
    @Audited("draft.delete")
    @Operation(operationId = "discardDraft", summary = "Discard a draft")
    @Fails(ErrorCode.DraftNotFound)
    public Uni<Void> discard(@PathParam("draftId") String draftId) {
        return drafts.discard(current.actor(), currentApp.id(), draftId);
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
        AuditedRequest request = current.get();
        Actor actor = request.actor();
        ObjectId appId = currentApp.id();
        return drafts.deploy(actor, appId, draftId, name)
                .invoke(revision -> request.record(outcome(revision)))
                .map(DeploymentBody::of)
                .onFailure(failure -> ObjectId.isValid(draftId) && Drafts.isDeploymentFailure(failure))
                .call(failure -> record(actor, appId, new ObjectId(draftId), failure));
    }

    /** Best effort: the store may be the reason of the failure. */
    private Uni<Void> record(Actor actor, ObjectId appId, ObjectId draft, Throwable failure) {
        FailedDeployment failed = new FailedDeployment();
        failed.id = new ObjectId();
        failed.app = appId;
        failed.draft = draft;
        failed.user = actor.user();
        failed.origin = actor.origin().name();
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

    private static Outcome outcome(Revision revision) {
        return Outcome.on("deployment", revision.id, revision.name).published(revision.change, revision.number);
    }

    private Uni<DraftBody> body(Actor actor, App app, Draft draft) {
        return Uni.combine()
                .all()
                .unis(revisions.current(draft.app), changes.view(actor, draft.app))
                .with((newest, view) -> body(app, draft, newest, view));
    }

    private static DraftBody body(App app, Draft draft, Revision newest, View view) {
        return new DraftBody(draft.id.toHexString(), draft.user.toHexString(), AppBody.of(app, newest, view));
    }
}
