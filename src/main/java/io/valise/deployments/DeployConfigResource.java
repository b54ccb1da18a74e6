package io.valise.deployments;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.apps.RecentApps;
import io.valise.audit.Audited;
import io.valise.errors.ApiException;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/deploy/config")
@Tag(name = "Deployments")
public class DeployConfigResource {
    @Inject
    CurrentApp app;

    @Inject
    RecentApps apps;

    @Inject
    Clock clock;

    @Schema(name = "AutomaticDeployment")
    public record AutomaticDeployment(
            @Schema(description = "Always false: automatic deployment is not supported.", examples = "false")
            boolean enabled,

            @Size(max = 64, message = "must have at most 64 characters")
            @Schema(description = "Always empty.", examples = "")
            @Nullable
            String provider,

            @JsonProperty("installation_ids") @Schema(description = "Always empty.", examples = "[]") @Nullable
            List<@NotNull(message = "must be a string") String> installationIds) {

        static final AutomaticDeployment OFF = new AutomaticDeployment(false, "", List.of());
    }

    @Schema(name = "DeployConfig")
    public record DeployConfig(
            @JsonProperty("ui_drafts_disabled")
            @Schema(description = "Whether the console deploys each change at once.")
            boolean uiDraftsDisabled,

            @JsonProperty("automatic_deployment") AutomaticDeployment automaticDeployment,

            @JsonProperty("last_modified") long lastModified) {}

    @Schema(name = "DeployConfigWrite")
    public record DeployConfigWrite(
            @JsonProperty("ui_drafts_disabled")
            @Schema(description = "Whether the console deploys each change at once.")
            @Nullable
            Boolean uiDraftsDisabled,

            @JsonProperty("automatic_deployment") @Valid @Nullable
            AutomaticDeployment automaticDeployment) {}

    @GET
    @Operation(operationId = "getDeployConfig", summary = "Get the app's deploy settings")
    public DeployConfig get() {
        App now = app.get();
        return new DeployConfig(now.uiDraftsDisabled, AutomaticDeployment.OFF, now.deployConfigModified);
    }

    @PATCH
    @Audited(value = "deploy_config.update", ahead = true)
    @Operation(operationId = "setDeployConfig", summary = "Change the app's deploy settings")
    public Uni<Void> set(@Valid @NotNull(message = "is required") DeployConfigWrite body) {
        if (body.automaticDeployment() != null && body.automaticDeployment().enabled()) {
            throw ApiException.invalid(
                    "automatic_deployment.enabled", "must be false: automatic deployment is not supported");
        }
        if (body.uiDraftsDisabled() == null) {
            return Uni.createFrom().voidItem();
        }
        boolean disabled = body.uiDraftsDisabled();
        long now = clock.instant().getEpochSecond();
        return apps.change(app.id(), changed -> {
            changed.uiDraftsDisabled = disabled;
            changed.deployConfigModified = now;
        });
    }
}
