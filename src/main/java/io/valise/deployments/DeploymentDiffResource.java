package io.valise.deployments;

import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.files.Difference;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/deployments/{id}/diff")
@Tag(name = "Deployments")
public class DeploymentDiffResource {
    @Inject
    CurrentApp app;

    @Inject
    Revisions revisions;

    @Inject
    Difference difference;

    @Schema(name = "DeploymentDiff")
    public record DeploymentDiff(
            @Schema(
                    description = "A unified diff for each file, and a line for each secret, without its content.",
                    examples = "[\"secret \\\"api-key\\\": content changed\"]")
            List<String> diffs) {}

    @GET
    @Operation(
            operationId = "diffDeployment",
            summary = "Show what a deployment changed, or how it differs from another")
    @Fails(ErrorCode.DeploymentNotFound)
    public Uni<DeploymentDiff> diff(
            @PathParam("id") String id,
            @Parameter(
                            description = "The id of the deployment to compare with. Default: the previous one.",
                            example = "6650c0ffee0123456789abcd",
                            schema = @Schema(implementation = String.class, pattern = "^([0-9a-f]{24})?$"))
                    @QueryParam("from")
                    @Nullable
                    String from) {
        App now = app.get();
        return revisions
                .ofDeployment(now.id, id)
                .flatMap(after -> earlier(now.id, after, from)
                        .flatMap(before -> difference.between(now, before.view(), after.view())))
                .map(DeploymentDiff::new);
    }

    private Uni<Revision> earlier(ObjectId appId, Revision after, @Nullable String from) {
        if (from != null && !from.isEmpty()) {
            return revisions.ofDeployment(appId, from);
        }
        return revisions
                .before(after)
                .onItem()
                .ifNull()
                .failWith(() -> Revisions.deploymentNotFound("before " + after.id));
    }
}
