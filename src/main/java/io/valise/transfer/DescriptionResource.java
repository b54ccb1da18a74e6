package io.valise.transfer;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.apps.DashboardLink;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.files.Bundles;
import io.valise.files.FunctionNames;
import io.valise.platform.PublicAddress;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/description")
@Tag(name = "Apps")
public class DescriptionResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp currentApp;

    @Inject
    Changes changes;

    @Inject
    Bundles bundles;

    @Inject
    PublicAddress addresses;

    @GET
    @Operation(
            operationId = "describeApp",
            summary = "Describe an app: the names of its values, secrets and environment values, and its kept parts")
    public Uni<AppDescription> describe(@Context HttpServerRequest request) {
        App app = currentApp.get();
        String address = addresses.of(request, DashboardLink.of(app));
        return changes.view(current.actor(), app.id)
                .flatMap(view -> bundles.read(app.id, view, AppDescription::isDescribed)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(parts -> AppDescription.of(
                                app,
                                address,
                                view,
                                parts,
                                FunctionNames.of(view).keySet())));
    }
}
