package io.valise.drafts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.apps.CurrentApp;
import io.valise.audit.CurrentRequest;
import io.valise.changes.Drafts;
import io.valise.changes.Tagged;
import io.valise.errors.ErrorCode;
import io.valise.errors.Fails;
import io.valise.files.Difference;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/drafts/{draftId}/diff")
@Tag(name = "Drafts")
public class DraftDiffResource {
    @Inject
    CurrentRequest current;

    @Inject
    CurrentApp app;

    @Inject
    Drafts drafts;

    @Inject
    Difference difference;

    @Schema(name = "FileListDiff", description = "Always empty: such files are in `diffs`.")
    public record FileListDiff(
            @Schema(examples = "[]") List<String> added,
            @Schema(examples = "[]") List<String> deleted,
            @Schema(examples = "[]") List<String> modified) {
        static final FileListDiff NONE = new FileListDiff(List.of(), List.of(), List.of());
    }

    @Schema(name = "GraphQlConfigDiff", description = "Always empty: such changes are in `diffs`.")
    public record GraphQlConfigDiff(
            @JsonProperty("field_diffs") @Schema(examples = "[]")
            List<String> fields) {
        static final GraphQlConfigDiff NONE = new GraphQlConfigDiff(List.of());
    }

    @Schema(name = "SchemaOptionsDiff", description = "Always empty: such changes are in `diffs`.")
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
            @JsonProperty("schema_options_diff") SchemaOptionsDiff schemaOptions,
            @JsonIgnore String etag)
            implements Tagged {}

    @GET
    @Operation(operationId = "diffDraft", summary = "Show a draft's changes to its base")
    @Fails(ErrorCode.DraftNotFound)
    public Uni<DraftDiff> diff(@PathParam("draftId") String draftId) {
        App now = app.get();
        return drafts.get(current.actor(), now.id, draftId)
                .flatMap(drafts::load)
                .flatMap(draft -> difference
                        .between(now, draft.base().view(), draft.own())
                        .map(diffs -> new DraftDiff(
                                diffs,
                                FileListDiff.NONE,
                                FileListDiff.NONE,
                                GraphQlConfigDiff.NONE,
                                SchemaOptionsDiff.NONE,
                                draft.draft().etag())));
    }
}
