package io.valise.secrets;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.CurrentApp;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/secrets/missing")
@Tag(name = "Secrets")
public class MissingSecretsResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Changes changes;

    @Schema(name = "MissingSecret")
    public record MissingSecret(
            @Schema(examples = "api-key") String name,

            @JsonProperty("linked_from")
            @Schema(description = "The names of the values that link to it.", examples = "[\"payments\"]")
            List<String> linkedFrom) {}

    @GET
    @Operation(
            operationId = "listMissingSecrets",
            summary = "The missing secrets that values link to",
            description = "Creating a secret with that name restores the links.")
    public Uni<List<MissingSecret>> list() {
        return changes.view(current.actor(), app.id()).map(MissingSecretsResource::missing);
    }

    private static List<MissingSecret> missing(View view) {
        return view.entries(Kind.VALUE).stream()
                .filter(value -> value.missing() != null)
                .collect(Collectors.groupingBy(
                        Entry::missing, TreeMap::new, Collectors.mapping(Entry::name, Collectors.toList())))
                .entrySet()
                .stream()
                .map(missing -> new MissingSecret(missing.getKey(), missing.getValue()))
                .toList();
    }
}
