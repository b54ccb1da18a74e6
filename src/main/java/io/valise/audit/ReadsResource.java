package io.valise.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How often each value that links to a secret was read, and by whom. */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/audit/reads")
@Tag(name = "Audit")
public class ReadsResource {
    private static final Pattern ID = Pattern.compile("([0-9]{1,12})\\.([0-9a-f]{24})\\.([A-Za-z0-9_-]{1,64})");

    /** Documents per reply of the store, so that not many more are read than a page needs. */
    private static final int BATCH = 1_000;

    @Inject
    CurrentRequest current;

    @Schema(name = "ReadCount")
    public record Row(
            @JsonProperty("_id")
            @Schema(
                    description = "The row's id, for `before`.",
                    pattern = "^[0-9]+\\.[0-9a-f]{24}\\.[A-Za-z0-9_-]+$",
                    examples = "1795424400.6650c0ffee0123456789abcd.payment-key")
            String id,

            @Schema(description = "When the minute began, in UNIX seconds.", examples = "1795424400")
            long minute,

            @Schema(
                    description = "The id of the runtime token or, for a Function, of the API key.",
                    examples = "6650c0ffee0123456789abcd")
            String token,

            @Schema(description = "The value's name.", examples = "payment-key")
            String value,

            @Schema(examples = "12") long reads) {}

    @GET
    @Operation(
            operationId = "listReads",
            summary = "List how often values that link to a secret were read, by minute and reader, newest first")
    public Uni<List<Row>> list(
            @Parameter(
                            description = "Only minutes that began at this time or later, in UNIX seconds.",
                            example = "1795424400",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description = "Only minutes that began before this time, in UNIX seconds.",
                            example = "1795428000",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(
                            description = "Only reads by this runtime token or API key.",
                            example = "6650c0ffee0123456789abcd",
                            schema = @Schema(implementation = String.class, pattern = "^([0-9a-fA-F]{24})?$"))
                    @QueryParam("token")
                    @Nullable
                    String token,
            @Parameter(description = "Only reads of the value with this name.", example = "payment-key")
                    @QueryParam("value")
                    @Size(max = 64, message = "must have at most 64 characters")
                    @Nullable
                    String value,
            @Parameter(
                            description = "The maximum number of rows, from 1 to 1000. Default: 25.",
                            example = "25",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(
                            description = "The `_id` of a row: returns only rows after it in the list.",
                            example = "1795424400.6650c0ffee0123456789abcd.payment-key")
                    @QueryParam("before")
                    @Nullable
                    String before) {
        Position last = before == null || before.isEmpty() ? null : Position.of(before);
        long end = Page.time("to", to, Long.MAX_VALUE);
        Document minutes = new Document("$gte", Page.time("from", from, 0))
                .append("$lt", last == null ? end : Math.min(end, last.minute + 1));
        Document filter =
                new Document("app", Objects.requireNonNull(current.get().app())).append("minute", minutes);
        if (token != null) {
            filter.append("reader", Page.id("token", token));
        }
        Rows rows = new Rows(value, last, Page.limit(limit, Page.DEFAULT));
        return Reads.<Reads>mongoCollection()
                .find(
                        filter,
                        new FindOptions()
                                .sort(new Document("minute", -1).append("reader", -1))
                                .batchSize(BATCH))
                .select()
                .first(rows::take)
                .onItem()
                .ignoreAsUni()
                .map(x -> rows.all());
    }

    /** Collects rows from the documents, adding up the instances of the same minute and reader. */
    private static final class Rows {
        private final @Nullable String value;
        private final @Nullable Position after;
        private final int most;
        private final List<Row> rows = new ArrayList<>();
        private final Map<String, Long> sums = new TreeMap<>();
        private @Nullable Reads current;

        Rows(@Nullable String value, @Nullable Position after, int most) {
            this.value = value;
            this.after = after;
            this.most = most;
        }

        /** Takes a document; false if no more are needed. */
        boolean take(Reads next) {
            if (current != null && (current.minute != next.minute || !current.reader.equals(next.reader))) {
                close(current);
            }
            current = next;
            next.counts.forEach(count -> sums.merge(count.value(), count.reads(), Long::sum));
            return rows.size() < most;
        }

        private void close(Reads any) {
            String reader = any.reader.toHexString();
            sums.forEach((name, reads) -> {
                Row row = new Row(any.minute + "." + reader + "." + name, any.minute, reader, name, reads);
                if ((value == null || value.equals(name)) && (after == null || after.isBefore(row))) {
                    rows.add(row);
                }
            });
            sums.clear();
        }

        List<Row> all() {
            if (current != null) {
                close(current);
            }
            return rows.size() > most ? List.copyOf(rows.subList(0, most)) : rows;
        }
    }

    /** A position in the list: minutes and readers descend, values ascend. */
    private record Position(long minute, String token, String value) {
        static Position of(String id) {
            Matcher parts = ID.matcher(id);
            if (!parts.matches()) {
                throw ApiException.invalid("before", "must be the _id of a row of this list");
            }
            return new Position(Long.parseLong(parts.group(1)), parts.group(2), parts.group(3));
        }

        boolean isBefore(Row row) {
            if (row.minute != minute) {
                return row.minute < minute;
            }
            int readers = row.token.compareTo(token);
            return readers < 0 || (readers == 0 && row.value.compareTo(value) > 0);
        }
    }
}
