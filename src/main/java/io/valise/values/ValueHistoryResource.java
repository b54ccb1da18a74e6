package io.valise.values;

import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.changes.ItemChange;
import io.valise.changes.ItemChanges;
import io.valise.contents.Contents;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.json.Json;
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

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/values/{id}/history")
@Tag(name = "Values")
public class ValueHistoryResource {
    @Inject
    CurrentApp app;

    @Inject
    ItemChanges changes;

    @Inject
    ItemHistory history;

    @GET
    @Operation(
            operationId = "listValueHistory",
            summary = "List the deployed changes of a value, newest first, as far as revisions are kept")
    @Fails(ErrorCode.ValueNotFound)
    public Uni<List<ItemChange>> list(@PathParam("id") String id, @BeanParam ItemChanges.Page page) {
        return changes.list(app.id(), Kind.VALUE, id, page);
    }

    @GET
    @Path("/{revision}")
    @Operation(
            operationId = "getValueInRevision",
            summary = "Get a value as it was in a deployed revision; with `from_secret`, with the secret's name then")
    @Fails({ErrorCode.ValueNotFound, ErrorCode.DeploymentNotFound})
    public Uni<ValuesResource.ValueBody> get(
            @PathParam("id") String id,
            @Parameter(description = "The number of a kept revision.", example = "7") @PathParam("revision")
                    String revision) {
        ObjectId appId = app.id();
        return history.at(appId, Kind.VALUE, id, revision)
                .flatMap(past -> past.entry().fromSecret()
                        ? Uni.createFrom().item(ValuesResource.linked(past.view(), past.entry()))
                        : changes.content(appId, Contents.Type.VALUES, past)
                                .map(content ->
                                        ValuesResource.body(past.view(), past.entry(), new Json(content.json))));
    }
}
