package io.valise.secrets;

import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.changes.ItemChange;
import io.valise.changes.ItemChanges;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.revisions.Kind;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** When a secret changed and who changed it. There is no route for its earlier contents. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/secrets/{id}/history")
@Tag(name = "Secrets")
public class SecretHistoryResource {
    @Inject
    CurrentApp app;

    @Inject
    ItemChanges changes;

    @GET
    @Operation(
            operationId = "listSecretHistory",
            summary = "List the deployed changes of a secret, newest first, without its contents, as far as revisions"
                    + " are kept")
    @Fails(ErrorCode.SecretNotFound)
    public Uni<List<ItemChange>> list(@PathParam("id") String id, @BeanParam ItemChanges.Page page) {
        return changes.list(app.id(), Kind.SECRET, id, page);
    }
}
