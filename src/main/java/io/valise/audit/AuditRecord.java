package io.valise.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.valise.platform.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the API returns it. Its hash covers exactly this form, so that a client can verify it. Null fields are
 * left out.
 */
@Schema(name = "AuditRecord")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditRecord(
        @JsonProperty("_id") String id,

        @Schema(description = "1, 2, 3, … in the project, without gaps.", examples = "42")
        long seq,

        @Schema(description = "In UNIX seconds.", examples = "1795424400")
        long at,

        @Schema(description = "Who did it; absent if unknown.") @Nullable
        Actor actor,

        @Schema(description = "What was done.", examples = "secret.create")
        String action,

        @Schema(description = "What it was done to.") @Nullable
        Target target,

        @Schema(description = "The changed items, if there are several; only the first 100.") @Nullable
        List<Item> changes,

        @JsonProperty("group_id") @Schema(description = "The project's id.", examples = "6650c0ffee0123456789abce")
        String groupId,

        @JsonProperty("app_id")
        @Schema(description = "The app's id; absent if the record is not about an app.")
        @Nullable
        String appId,

        @Schema(
                description = "The kind of client that sent the request.",
                enumeration = {"API", "CLI", "UI", "VALISE"})
        String origin,

        @Schema(description = "The client's address, as the server sees it; empty if unknown.", examples = "10.0.0.7")
        String address,

        @Schema(
                description = "`ok`, an error code, or `unknown` if the process died before it could record the"
                        + " outcome.",
                examples = {"ok", "Forbidden"})
        String result,

        @Schema(description = "The revision that the change made.", examples = "7") @Nullable
        Long revision,

        @JsonProperty("draft_id")
        @Schema(description = "The draft that the change joined; it was not live at that time.")
        @Nullable
        String draftId,

        @Schema(description = "How many times it was refused, if more than once.", examples = "3") @Nullable
        Long times,

        @Schema(description = "True if it was written later, because the process died first.") @Nullable
        Boolean recovered,

        @Schema(
                description = "The number of withheld item names: they are in another user's draft that is not"
                        + " deployed. The hash is that of the record with the names.",
                examples = "1")
        @Nullable
        Integer withheld,

        @Schema(description = "The hash of the previous record; zeros for the first.", examples = Chain.FIRST)
        String previous,

        @Schema(
                description = "SHA-256, in hex, of this record without this field as canonical JSON (RFC 8785).",
                examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        @Nullable
        String hash) {

    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    /** An API key. */
    @Schema(name = "AuditActor")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Actor(
            @JsonProperty("_id")
            @Schema(description = "The API key's id.", examples = "6650c0ffee0123456789abcd")
            @Nullable
            String id,

            @JsonProperty("public_key") @Schema(examples = "abcdwxyz") @Nullable
            String publicKey) {}

    /** The thing that the action was done to. */
    @Schema(name = "AuditTarget")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Target(
            @Schema(examples = "secret") String kind,

            @JsonProperty("_id") @Nullable String id,

            @Schema(examples = "api-key") @Nullable String name) {}

    /** One of several changed items. */
    @Schema(name = "AuditChange")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            @Schema(enumeration = {"created", "updated", "removed", "compared"})
            String change,

            @Schema(examples = "secret") String kind,

            @JsonProperty("_id") @Nullable String id,

            @Schema(examples = "api-key") String name) {}

    static AuditRecord of(AuditEntry entry) {
        return new AuditRecord(
                entry.id.toHexString(),
                entry.seq,
                entry.at,
                entry.actor == null ? null : new Actor(hex(entry.actor.id()), entry.actor.publicKey()),
                entry.action,
                entry.target == null ? null : new Target(entry.target.kind(), entry.target.id(), entry.target.name()),
                entry.changes.isEmpty()
                        ? null
                        : entry.changes.stream()
                                .map(item -> new Item(item.change(), item.kind(), item.id(), item.name()))
                                .toList(),
                entry.project.toHexString(),
                hex(entry.app),
                entry.origin,
                entry.address,
                entry.result,
                entry.revision,
                hex(entry.draft),
                entry.times,
                entry.recovered ? true : null,
                null,
                entry.previous,
                entry.hash);
    }

    /** The record for readers who may not see the names in it yet. */
    AuditRecord withoutNames() {
        return new AuditRecord(
                id,
                seq,
                at,
                actor,
                action,
                target == null ? null : new Target(target.kind(), null, null),
                null,
                groupId,
                appId,
                origin,
                address,
                result,
                revision,
                draftId,
                times,
                recovered,
                changes == null ? 1 : changes.size(),
                previous,
                hash);
    }

    private static @Nullable String hex(@Nullable ObjectId id) {
        return id == null ? null : id.toHexString();
    }

    /** The bytes to hash: this record without its hash, keys sorted, no white space, in UTF-8 (RFC 8785). */
    byte[] canonical() {
        Map<?, ?> fields = CANONICAL.convertValue(this, Map.class);
        fields.remove("hash");
        try {
            return CANONICAL.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The hash that this record must have, in hex. */
    String expectedHash() {
        return HexFormat.of().formatHex(Sha256.of(canonical()));
    }
}
