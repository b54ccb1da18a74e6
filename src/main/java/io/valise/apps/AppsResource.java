package io.valise.apps;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.audit.Audited;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.audit.Outcome;
import io.valise.changes.Changes;
import io.valise.crypto.Sealer;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.errors.QueryNumber;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import io.valise.revisions.Deleted;
import io.valise.revisions.EnvironmentTag;
import io.valise.revisions.Head;
import io.valise.revisions.Revisions;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps")
@Tag(name = "Apps")
public class AppsResource {
    /** Retries with other random letters; a second clash has a chance of one in twelve million. */
    private static final int CLASHES = 3;

    private static final int MOST = 1_000;

    @Inject
    SignedDocuments documents;

    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp currentApp;

    @Inject
    RecentApps recentApps;

    @Inject
    AppListing listing;

    @Inject
    Revisions revisions;

    @Inject
    Changes changes;

    @Inject
    Sealer sealer;

    @Inject
    Clock clock;

    @Inject
    SecureRandom random;

    @Inject
    Event<Deleted> deletions;

    @Schema(name = "AppCreation")
    public record AppCreation(
            @NotNull(message = "is required")
            @Pattern(
                    regexp = "[A-Za-z][A-Za-z0-9_-]{0,31}",
                    message = "must begin with a letter and have at most 32 letters, digits, _ and -")
            @Schema(examples = "shop", required = true)
            String name,

            @Schema(
                    examples = "DE-FF",
                    description = "The app's location. Default: the location of `provider_region`, or else US-VA.",
                    enumeration = {"", "US-VA", "US-OR", "DE-FF", "IE", "AU", "IN-MB", "SG", "BR-SP"})
            @Nullable
            String location,

            @JsonProperty("provider_region")
            @Size(max = 64, message = "must have at most 64 characters")
            @Schema(examples = "aws-eu-central-1", description = "Sets the location, if a location has this region.")
            @Nullable
            String providerRegion,

            @JsonProperty("deployment_model")
            @Pattern(regexp = "GLOBAL|LOCAL", message = "must be GLOBAL or LOCAL")
            @Schema(examples = "GLOBAL")
            @Nullable
            String deploymentModel,

            @EnvironmentTag @Schema(examples = "development") @Nullable
            String environment,

            @JsonProperty("template_id") @Schema(hidden = true) @Nullable
            Object templateId) {}

    @GET
    @Operation(operationId = "listApps", summary = "List the project's apps, by name")
    public Uni<List<AppBody>> list(
            @Parameter(
                            description = "A comma-separated list of products. All apps have the product `standard`.",
                            example = "standard")
                    @Size(max = 128, message = "must have at most 128 characters")
                    @QueryParam("product")
                    @DefaultValue("standard")
                    String product,
            @Parameter(
                            description = "The maximum number of apps, from 1 to 1000. Default: all.",
                            example = "100",
                            schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "1000"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(
                            description = "The id of an app, such as the last one of the previous page: returns only"
                                    + " apps after it.",
                            example = "6650c0ffee0123456789abcd",
                            schema = @Schema(implementation = String.class, pattern = "^([0-9a-f]{24})?$"))
                    @QueryParam("after")
                    @Nullable
                    String after) {
        if (Arrays.stream(product.split(","))
                .noneMatch(one -> one.isBlank() || one.trim().equals("standard"))) {
            return Uni.createFrom().item(List.of());
        }
        return listing.list(
                current.actor(), limit == null ? null : (int) QueryNumber.of("limit", limit, 1, MOST, MOST), after);
    }

    @POST
    @ResponseStatus(201)
    @Audited("app.create")
    @Operation(operationId = "createApp", summary = "Create an app")
    @Fails(ErrorCode.AppAlreadyExists)
    public Uni<AppBody> create(@Valid @NotNull(message = "is required") AppCreation body) {
        if (body.templateId() != null) {
            throw ApiException.invalid("template_id", "is not supported: there are no templates");
        }
        AuditedRequest request = current.get();
        Actor actor = request.actor();
        App app = new App();
        app.id = new ObjectId();
        app.project = actor.project();
        app.name = body.name();
        app.location = location(body);
        app.deploymentModel = body.deploymentModel() == null ? "GLOBAL" : body.deploymentModel();
        app.createdAt = clock.instant().getEpochSecond();
        app.deployConfigModified = app.createdAt;
        String tag = body.environment() == null ? "" : body.environment();
        request.about(app.id);
        Outcome created = Outcome.on("app", app.id, app.name);
        // Insert the app's document last: the app exists from then on, and is complete.
        return revisions
                .begin(app.id, actor.user(), actor.origin().name(), tag)
                .invoke(first -> request.record(created.published(first.change, first.number)))
                .call(() -> insert(app, CLASHES))
                .map(first -> AppBody.of(app, first, first.view()));
    }

    /** Retries with other random letters if another app has the same client app id. */
    private Uni<Void> insert(App app, int clashes) {
        app.clientAppId = App.clientAppId(app.name, random);
        return documents
                .insert(App.stored(), app, app.places())
                .plug(Writes::decisive)
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(() -> documents
                        .only(App.stored(), app.places()[0])
                        .flatMap(other -> other == null && clashes > 0
                                ? insert(app, clashes - 1)
                                : Uni.createFrom()
                                        .failure(new ApiException(
                                                ErrorCode.AppAlreadyExists,
                                                "the project already has an app named \"" + app.name + "\""))));
    }

    private static Location location(AppCreation body) {
        if (body.location() != null && !body.location().isEmpty()) {
            Location location = Location.ofCode(body.location());
            if (location == null) {
                throw ApiException.invalid("location", "must be one of " + Location.codes());
            }
            return location;
        }
        Location region = body.providerRegion() == null ? null : Location.ofProviderRegion(body.providerRegion());
        return region == null ? Location.US_VA : region;
    }

    @GET
    @Path("/{appId}")
    @Operation(operationId = "getApp", summary = "Get an app")
    public Uni<AppBody> get() {
        App app = currentApp.get();
        return changes.sight(current.actor(), app.id).map(sight -> AppBody.of(app, sight));
    }

    @DELETE
    @Path("/{appId}")
    @Audited(value = "app.delete", ahead = true)
    @Operation(operationId = "deleteApp", summary = "Delete an app and everything in it")
    public Uni<Void> delete() {
        App app = currentApp.get();
        current.get().record(Outcome.on("app", app.id, app.name));
        // The tombstone deletes the app. Without its data key none of its secrets can be opened; the sweep removes the
        // rest.
        return Head.bury(app.id, clock.instant().getEpochSecond())
                .invoke(() -> deletions.fire(new Deleted(app.id)))
                .chain(() -> sealer.destroy(app.id.toHexString())
                        .chain(() -> app.delete().plug(Writes::idempotent))
                        .eventually(() -> recentApps.changed(app.id))
                        .onFailure(StoreFailure::isOfStore)
                        .transform(StoreFailure::outcomeUnknown));
    }
}
