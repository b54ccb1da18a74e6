package io.valise.apps;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.valise.changes.Changes;
import io.valise.changes.Overview;
import io.valise.changes.Tagged;
import io.valise.revisions.Revision;
import io.valise.revisions.View;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An app as the API returns it. */
@Schema(name = "App")
public record AppBody(
        @JsonProperty("_id") String id,

        @JsonProperty("client_app_id") @Schema(examples = "shop-qwert")
        String clientAppId,

        @Schema(examples = "shop") String name,

        @JsonProperty("group_id") @Schema(description = "The project's id.")
        String groupId,

        @JsonProperty("domain_id") @Schema(description = "The same as `group_id`.")
        String domainId,

        @Schema(enumeration = {"US-VA", "US-OR", "DE-FF", "IE", "AU", "IN-MB", "SG", "BR-SP"})
        String location,

        @JsonProperty("provider_region") @Schema(examples = "aws-us-east-1")
        String providerRegion,

        @JsonProperty("deployment_model") @Schema(enumeration = {"GLOBAL", "LOCAL"})
        String deploymentModel,

        @Schema(
                description = "The environment tag; empty for none.",
                enumeration = {"", "development", "testing", "qa", "production"})
        String environment,

        @Schema(examples = "standard") String product,

        @JsonProperty("last_used") long lastUsed,

        @JsonProperty("last_modified") @Schema(description = "When it was last deployed, in UNIX seconds.")
        long lastModified,

        @JsonIgnore String etag)
        implements Tagged {

    /** The app with the environment tag of this view. */
    public static AppBody of(App app, Revision newest, View view) {
        return of(app, newest.deployedAt, view);
    }

    /** The app with the environment tag of the caller's whole view. */
    static AppBody of(App app, Changes.Sight sight) {
        return of(app, sight.newest(), sight.view());
    }

    /** The app as listings show it, from its overview. */
    public static AppBody of(App app, Overview.Glance glance) {
        return of(app, glance.deployedAt(), View.of(glance.tag(), List.of()));
    }

    /** An app in a listing whose configuration cannot be read: it has no tag. */
    public static AppBody unread(App app) {
        return of(app, app.createdAt, View.of("", List.of()));
    }

    private static AppBody of(App app, long deployedAt, View view) {
        return new AppBody(
                app.id.toHexString(),
                app.clientAppId,
                app.name,
                app.project.toHexString(),
                app.project.toHexString(),
                app.location.code(),
                app.location.providerRegion(),
                app.deploymentModel,
                view.tag(),
                "standard",
                deployedAt,
                deployedAt,
                view.tagEtag());
    }
}
