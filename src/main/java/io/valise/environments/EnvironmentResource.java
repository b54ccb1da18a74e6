package io.valise.environments;

import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.AppBody;
import io.valise.apps.CurrentApp;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Changes;
import io.valise.changes.Submission;
import io.valise.changes.Submits;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.errors.StoreFailure;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.EntityTags;
import io.valise.revisions.EnvironmentTag;
import io.valise.revisions.Revisions;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/environment")
@Tag(name = "Environments")
public class EnvironmentResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp currentApp;

    @Inject
    Changes changes;

    @Inject
    Revisions revisions;

    @Inject
    Clock clock;

    @Schema(name = "EnvironmentWrite")
    public record EnvironmentWrite(
            @NotNull(message = "is required")
            @EnvironmentTag
            @Schema(description = "The environment tag; empty for none.", examples = "production", required = true)
            String environment) {}

    @PUT
    // Without this, a text body would be accepted as the value of the only field.
    @Consumes(MediaType.APPLICATION_JSON)
    @Audited("environment.update")
    @Operation(operationId = "setEnvironment", summary = "Set the app's environment tag")
    @Submits
    @Fails(ErrorCode.PreconditionFailed)
    public Uni<AppBody> set(
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Valid @NotNull(message = "is required") EnvironmentWrite body) {
        AuditedRequest request = current.get();
        App app = currentApp.get();
        return changes.submit(Submission.of(request.actor(), app.id), view -> {
                    EntityTags.requireMatch(ifMatch, view.tagEtag());
                    return view.tag().equals(body.environment())
                            ? ChangeSet.NONE
                            : ChangeSet.tag(
                                    view, body.environment(), clock.instant().getEpochSecond());
                })
                .map(request::recorded)
                .flatMap(view -> revisions
                        .current(app.id)
                        .onFailure(StoreFailure::isOfStore)
                        .transform(StoreFailure::outcomeUnknown)
                        .map(newest -> AppBody.of(app, newest, view)));
    }
}
