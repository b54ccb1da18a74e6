package io.valise.functions;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.files.FunctionNames;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/functions")
@Tag(name = "Functions")
public class FunctionsResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Changes changes;

    @Schema(name = "Function")
    public record FunctionItem(
            @JsonProperty("_id") String id,

            @Schema(description = "The name, with its folders if any.", examples = "payments/charge")
            String name) {}

    @GET
    @Operation(
            operationId = "listFunctions",
            summary = "List the Functions in the imported configuration, by name",
            description = "Includes the changes in the caller's open draft.")
    public Uni<List<FunctionItem>> list() {
        return changes.view(current.actor(), app.id())
                .map(view -> FunctionNames.of(view).entrySet().stream()
                        .map(source -> new FunctionItem(source.getValue().id().toHexString(), source.getKey()))
                        .toList());
    }
}
