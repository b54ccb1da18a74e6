package io.valise.transfer;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.auth.Caller;
import io.valise.drafts.Draft;
import io.valise.drafts.Drafts;
import io.valise.revisions.Change;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/drafts/{draftId}/diff")
@Tag(name = "Drafts")
public class DraftDiffResource {
    @Inject
    Caller caller;

    @Inject
    CurrentApp app;

    @Inject
    Drafts drafts;

    @Inject
    Revisions revisions;

    @Schema(name = "FileListDiff", description = "Always empty: such files are kept among the others.")
    public record FileListDiff(
            @Schema(examples = "[]") List<String> added,
            @Schema(examples = "[]") List<String> deleted,
            @Schema(examples = "[]") List<String> modified) {
        static final FileListDiff NONE = new FileListDiff(List.of(), List.of(), List.of());
    }

    @Schema(name = "GraphQlConfigDiff", description = "Always empty: shown among the files.")
    public record GraphQlConfigDiff(
            @JsonProperty("field_diffs") @Schema(examples = "[]")
            List<String> fields) {
        static final GraphQlConfigDiff NONE = new GraphQlConfigDiff(List.of());
    }

    @Schema(name = "SchemaOptionsDiff", description = "Always empty: shown among the files.")
    public record SchemaOptionsDiff(
            @JsonProperty("graphql_validation_diff") @Schema(examples = "[]")
            List<String> graphQlValidation,

            @JsonProperty("rest_validation_diff") @Schema(examples = "[]")
            List<String> restValidation) {
        static final SchemaOptionsDiff NONE = new SchemaOptionsDiff(List.of(), List.of());
    }

    @Schema(name = "DraftDiff")
    public record DraftDiff(
            @Schema(
                    description = "A unified diff for each file, and a line for each secret, without its content.",
                    examples = "[\"secret \\\"api-key\\\": content changed\"]")
            List<String> diffs,

            @JsonProperty("hosting_files_diff") FileListDiff hostingFiles,
            @JsonProperty("dependencies_diff") FileListDiff dependencies,
            @JsonProperty("graphql_config_diff") GraphQlConfigDiff graphQlConfig,
            @JsonProperty("schema_options_diff") SchemaOptionsDiff schemaOptions) {}

    @GET
    @Operation(operationId = "diffDraft", summary = "What a draft would change")
    public Uni<DraftDiff> diff(@PathParam("draftId") String draftId) {
        App now = app.get();
        return drafts.get(now.id, caller.user(), draftId)
                .flatMap(draft -> revisions.current(now.id).flatMap(newest -> diff(now, draft, newest.view())))
                .map(diffs -> new DraftDiff(
                        diffs, FileListDiff.NONE, FileListDiff.NONE, GraphQlConfigDiff.NONE, SchemaOptionsDiff.NONE));
    }

    private static Uni<List<String>> diff(App app, Draft draft, View live) {
        View drafted = live.with(draft.changes);
        return Uni.combine()
                .all()
                .unis(
                        Contents.read(live, differsFrom(drafted, live)),
                        Contents.read(drafted, differsFrom(live, drafted)))
                .asTuple()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(both -> {
                    List<String> diffs = new ArrayList<>(
                            Comparison.of(new Files(app, Layout.V20210101, false), both.getItem1(), both.getItem2()));
                    draft.changes.items().stream()
                            .filter(change -> change.item().kind() == Kind.SECRET)
                            .forEach(change -> diffs.add(secret(change)));
                    return diffs;
                });
    }

    /**
     * The entries that the other view has not, or has otherwise; and those that are shown together with such: the
     * environments' values share their files, and renaming a secret shows in the values that link to it.
     */
    private static Predicate<Entry> differsFrom(View other, View own) {
        return entry -> !entry.equals(other.get(entry.id()))
                || entry.kind() == Kind.ENVIRONMENT_VALUE
                || (entry.kind() == Kind.PART && Bundle.isManaged(entry.name()))
                || (entry.fromSecret() && !linked(own, entry).equals(linked(other, other.get(entry.id()))));
    }

    private static String linked(View view, @Nullable Entry value) {
        return value == null ? "" : Contents.linkedName(view, value);
    }

    /** What happens to a secret, in a line. */
    private static String secret(Change change) {
        Entry before = change.before();
        Entry after = change.after();
        if (before == null) {
            return change.item().label() + ": created";
        }
        if (after == null) {
            return before.label() + ": deleted";
        }
        String renamed = before.name().equals(after.name()) ? "" : "renamed from \"" + before.name() + "\"";
        String content = Objects.equals(before.content(), after.content()) ? "" : "content changed";
        String and = renamed.isEmpty() || content.isEmpty() ? "" : ", ";
        return after.label() + ": " + renamed + and + content;
    }
}
