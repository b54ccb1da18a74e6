package io.valise.environments;

import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.changes.ItemChange;
import io.valise.changes.ItemChanges;
import io.valise.contents.Contents;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.ItemHistory;
import io.valise.revisions.Kind;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/environment_values/{id}/history")
@Tag(name = "Environments")
public class EnvironmentValueHistoryResource {
    @Inject
    CurrentApp app;

    @Inject
    ItemChanges changes;

    @Inject
    ItemHistory history;

    @GET
    @Operation(
            operationId = "listEnvironmentValueHistory",
            summary = "List the deployed changes of an environment value, newest first, as far as revisions are kept")
    @Fails(ErrorCode.EnvironmentValueNotFound)
    public Uni<List<ItemChange>> list(@PathParam("id") String id, @BeanParam ItemChanges.Page page) {
        return changes.list(app.id(), Kind.ENVIRONMENT_VALUE, id, page);
    }

    @GET
    @Path("/{revision}")
    @Operation(
            operationId = "getEnvironmentValueInRevision",
            summary = "Get an environment value as it was in a deployed revision")
    @Fails({ErrorCode.EnvironmentValueNotFound, ErrorCode.DeploymentNotFound})
    public Uni<EnvironmentValuesResource.EnvironmentValueBody> get(
            @PathParam("id") String id,
            @Parameter(description = "The number of a kept revision.", example = "7") @PathParam("revision")
                    String revision) {
        ObjectId appId = app.id();
        return history.at(appId, Kind.ENVIRONMENT_VALUE, id, revision)
                .flatMap(past -> changes.content(appId, Contents.Type.ENVIRONMENT_VALUES, past)
                        .map(content -> EnvironmentValuesResource.body(past.view(), past.entry(), content)));
    }
}
