package io.valise.deployments;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.Deed;
import io.valise.auth.Caller;
import io.valise.drafts.Drafts;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.Commit;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}")
@Tag(name = "Deployments")
public class DeploymentsResource {
    private static final Logger LOG = Logger.getLogger(DeploymentsResource.class);

    @Inject
    Caller caller;

    @Inject
    CurrentApp app;

    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    @Inject
    History history;

    @Inject
    NameOnly.Reader names;

    @Inject
    Deed deed;

    @Inject
    Clock clock;

    @POST
    @Path("/drafts/{draftId}/deployment")
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

    @GET
    @Path("/deployments")
    @Operation(operationId = "listDeployments", summary = "The deployments, newest first")
    @Fails(ErrorCode.DeploymentNotFound)
    public Uni<List<DeploymentBody>> list(
            @Parameter(description = "How many at most.", example = "25")
                    @QueryParam("limit")
                    @DefaultValue("25")
                    @Min(value = 1, message = "must be at least 1")
                    @Max(value = 1000, message = "must be at most 1000")
                    int limit,
            @Parameter(
                            description = "The id of a deployment: only those before it.",
                            example = "6650c0ffee0123456789abcd",
                            schema = @Schema(implementation = String.class, pattern = "^([0-9a-f]{24})?$"))
                    @QueryParam("before")
                    @Nullable
                    String before) {
        return history.list(app.id(), limit, before);
    }

    @GET
    @Path("/deployments/{id}")
    @Operation(operationId = "getDeployment", summary = "A deployment")
    @Fails(ErrorCode.DeploymentNotFound)
    public Uni<DeploymentBody> get(@PathParam("id") String id) {
        return history.get(app.id(), id);
    }

    @POST
    @Path("/deployments/{id}/redeploy")
    @Audited("deployment.redeploy")
    @Operation(
            operationId = "redeploy",
            summary = "Go back to a deployment: values, environment values and tag as they were, secrets as they are")
    @Fails({ErrorCode.DeploymentNotFound, ErrorCode.LimitExceeded, ErrorCode.OutcomeUnknown})
    @Fails(value = ErrorCode.SecretNotFound, status = 409)
    public Uni<Void> redeploy(@PathParam("id") String id) {
        ObjectId appId = app.id();
        ObjectId user = caller.user();
        String origin = caller.origin().name();
        Deed deployment = deed.here();
        return history.revision(appId, id)
                .flatMap(earlier -> revisions.publish(
                        appId, Commit.redeploying(earlier.id, user, origin), new Restoration(earlier.view())))
                .invoke(revision -> tell(deployment, revision))
                .replaceWithVoid();
    }

    private static void tell(Deed deployment, Revision revision) {
        deployment.to("deployment", revision.id, revision.name);
        deployment.published(revision.change, revision.number);
    }
}
