package io.valise.deployments;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.CurrentApp;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.errors.QueryNumber;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Revision;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Compares any two revisions of an app by their numbers, in either direction. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/comparison")
@Tag(name = "Deployments")
public class ComparisonResource {
    private static final String FROM = "The number of the revision to compare with; 0 is the app before its first"
            + " deployment. Default: the one before `to`.";
    private static final String TO = "The number of a revision. Default: the newest.";

    @Inject
    CurrentApp app;

    @Inject
    Revisions revisions;

    @Inject
    ChangedItems items;

    @Schema(name = "RevisionTagChange")
    public record TagChange(
            @Schema(examples = "testing") String before,
            @Schema(examples = "production") String after) {}

    @Schema(name = "RevisionComparison")
    public record Comparison(
            @Schema(description = "The number of the revision that was compared with.", examples = "3")
            long from,

            @Schema(description = "The number of the other revision.", examples = "7")
            long to,

            @JsonProperty("items") @Schema(description = "The items that differ, without their contents.")
            List<ComparedItem> items,

            @Schema(description = "The environment tag, if it differs; else null.") @Nullable
            TagChange environment) {

        static Comparison of(Sides sides) {
            ChangeSet changes = sides.before.changesTo(sides.after);
            ChangeSet.TagChange tag = changes.tag();
            return new Comparison(
                    sides.from,
                    sides.to,
                    changes.items().stream()
                            .filter(change ->
                                    change.after() == null || !change.after().isLike(change.before()))
                            .map(ComparedItem::of)
                            .toList(),
                    tag == null
                            ? null
                            : new TagChange(tag.before().value(), tag.after().value()));
        }
    }

    record Sides(long from, long to, View before, View after) {}

    @GET
    @Operation(operationId = "compareRevisions", summary = "List the items that differ between two revisions")
    @Fails(ErrorCode.DeploymentNotFound)
    public Uni<Comparison> compare(
            @Parameter(description = FROM, example = "3", schema = @Schema(implementation = Long.class, minimum = "0"))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = TO, example = "7", schema = @Schema(implementation = Long.class, minimum = "0"))
                    @QueryParam("to")
                    @Nullable
                    String to) {
        return sides(app.id(), from, to)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(Comparison::of);
    }

    @GET
    @Path("/contents")
    @Operation(
            operationId = "compareContents",
            summary = "Get items of two revisions with their contents, without those of secrets")
    @Fails(ErrorCode.DeploymentNotFound)
    public Uni<List<ChangedItem>> contents(
            @Parameter(description = FROM, example = "3", schema = @Schema(implementation = Long.class, minimum = "0"))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = TO, example = "7", schema = @Schema(implementation = Long.class, minimum = "0"))
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(
                            description = ChangedItems.IDS,
                            required = true,
                            example = "6650c0ffee0123456789abcd",
                            schema = @Schema(implementation = String.class, pattern = ChangedItems.IDS_PATTERN))
                    @QueryParam("ids")
                    @Nullable
                    String ids) {
        ObjectId appId = app.id();
        return sides(appId, from, to).flatMap(sides -> items.read(appId, sides.before, sides.after, ids));
    }

    private Uni<Sides> sides(ObjectId appId, @Nullable String from, @Nullable String to) {
        long after = QueryNumber.of("to", to, 0, Long.MAX_VALUE, -1);
        long before = QueryNumber.of("from", from, 0, Long.MAX_VALUE, -1);
        Uni<Revision> later = after < 0 ? revisions.current(appId) : at(appId, after);
        return later.flatMap(revision -> before < 0
                ? earlier(revision)
                : view(appId, before).map(view -> new Sides(before, revision.number, view, revision.view())));
    }

    /** Compares with the revision before, whose number is not always the one before: see {@code Floors}. */
    private Uni<Sides> earlier(Revision revision) {
        return revisions.before(revision).flatMap(earlier -> {
            long number = earlier == null ? Math.max(0, revision.number - 1) : earlier.number;
            Uni<View> view = earlier == null
                    ? view(revision.app, number)
                    : Uni.createFrom().item(earlier.view());
            return view.map(before -> new Sides(number, revision.number, before, revision.view()));
        });
    }

    /** The configuration of a revision. That of revision 0, which may no longer be kept, is empty. */
    private Uni<View> view(ObjectId appId, long number) {
        return number == 0
                ? Uni.createFrom().item(View.of("", List.of()))
                : at(appId, number).map(Revision::view);
    }

    private Uni<Revision> at(ObjectId appId, long number) {
        return revisions
                .at(appId, number)
                // The contents of one that is being removed may be gone.
                .map(found -> found == null || found.going != null ? null : found)
                .onItem()
                .ifNull()
                .failWith(() -> Revisions.deploymentNotFound("revision " + number));
    }
}
