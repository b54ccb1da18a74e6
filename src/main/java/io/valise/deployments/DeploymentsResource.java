package io.valise.deployments;

import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.Actor;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.contents.Contents;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.errors.QueryNumber;
import io.valise.revisions.Commit;
import io.valise.revisions.EntityTags;
import io.valise.revisions.Landed;
import io.valise.revisions.Publisher;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}")
@Tag(name = "Deployments")
public class DeploymentsResource {
    private static final int MOST = 1_000;
    private static final int USUAL = 25;

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Revisions revisions;

    @Inject
    Publisher publisher;

    @Inject
    History history;

    @Inject
    Contents contents;

    @Inject
    Clock clock;

    @GET
    @Path("/deployments")
    @Operation(operationId = "listDeployments", summary = "List deployments, newest first")
    @Fails(ErrorCode.DeploymentNotFound)
    public Uni<List<DeploymentBody>> list(
            @Parameter(
                            description = "The maximum number of deployments, from 1 to 1000. Default: 25.",
                            example = "25",
                            schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "1000"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(
                            description = "The id of a deployment: returns only deployments before it.",
                            example = "6650c0ffee0123456789abcd",
                            schema = @Schema(implementation = String.class, pattern = "^([0-9a-f]{24})?$"))
                    @QueryParam("before")
                    @Nullable
                    String before) {
        return history.list(app.id(), (int) QueryNumber.of("limit", limit, 1, MOST, USUAL), before);
    }

    @GET
    @Path("/deployments/{id}")
    @Operation(operationId = "getDeployment", summary = "Get a deployment")
    @Fails(ErrorCode.DeploymentNotFound)
    public Uni<DeploymentBody> get(@PathParam("id") String id) {
        return history.get(app.id(), id);
    }

    @POST
    @Path("/deployments/{id}/redeploy")
    @Audited("deployment.redeploy")
    @Operation(
            operationId = "redeploy",
            summary = "Redeploy an earlier deployment: restore values, environment values and the tag, keep the current"
                    + " secrets")
    @Fails({
        ErrorCode.DeploymentNotFound,
        ErrorCode.DeploymentConflict,
        ErrorCode.LimitExceeded,
        ErrorCode.OutcomeUnknown,
        ErrorCode.PreconditionFailed
    })
    @Fails(value = ErrorCode.SecretNotFound, status = 409)
    public Uni<Void> redeploy(
            @PathParam("id") String id,
            @Parameter(
                            description = "The newest revision that the caller has seen, such as `\"57\"`.",
                            example = "\"57\"")
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch) {
        ObjectId appId = app.id();
        AuditedRequest request = current.get();
        return Uni.combine()
                .all()
                .unis(revisions.ofDeployment(appId, id), revisions.current(appId))
                .asTuple()
                .flatMap(both -> redeploy(request.actor(), both.getItem1(), both.getItem2(), ifMatch))
                .invoke(revision -> request.record(History.outcome(revision)))
                .replaceWithVoid();
    }

    private Uni<Revision> redeploy(Actor actor, Revision earlier, Revision newest, @Nullable String ifMatch) {
        EntityTags.requireMatch(ifMatch, EntityTags.ofRevision(newest.number));
        earlier.view().requireWhole();
        return publisher
                .publish(
                        earlier.app,
                        Commit.redeploying(
                                earlier.id, actor.user(), actor.origin().name(), newest.number),
                        new Restoration(earlier.view(), clock.instant().getEpochSecond()),
                        changes -> contents.renew(earlier.app, changes.afters()))
                .flatMap(Landed::confirmedRevision);
    }
}
