package io.valise.audit;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * How often each value that links to a secret was read on each day. Adds up the minutes of one day after the other, so
 * that only one day's sums are in memory.
 */
@Path("/api/admin/v3.0/groups/{groupId}/apps/{appId}/audit/reads/daily")
@Tag(name = "Audit")
public class DailyReadsResource {
    private static final long DAY = 86_400;
    private static final int MOST_DAYS = 92;
    private static final int BATCH = 1_000;

    @Inject
    CurrentRequest current;

    @Inject
    Clock clock;

    @Schema(name = "DailyReads")
    public record Row(
            @Schema(description = "When the day began in UTC, in UNIX seconds.", examples = "1795392000")
            long day,

            @Schema(description = "The value's name when it was read.", examples = "payment-key")
            String value,

            @Schema(examples = "12") long reads) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listDailyReads",
            summary = "List how often values that link to a secret were read on each day (UTC), newest day first")
    @APIResponse(
            responseCode = "200",
            description = "One row per day and value that was read; within a day sorted by name.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Row.class)))
    public Multi<Row> list(
            @Parameter(
                            description = "Only reads in minutes that began at this time or later, in UNIX seconds."
                                    + " Default: 92 days up to the end.",
                            example = "1795392000",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description = "Only reads in minutes that began before this time, in UNIX seconds. Default:"
                                    + " the end of today. From the first to the last day, at most 92 days.",
                            example = "1795564800",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("to")
                    @Nullable
                    String to) {
        long end = Page.time("to", to, dayOf(clock.instant().getEpochSecond()) + DAY);
        long last = dayOf(end - 1);
        long begin = Page.time("from", from, last - (MOST_DAYS - 1) * DAY);
        long first = dayOf(begin);
        if (last - first >= MOST_DAYS * DAY) {
            throw ApiException.invalid("from", "must be such that there are at most " + MOST_DAYS + " days up to `to`");
        }
        ObjectId app = Objects.requireNonNull(current.get().app());
        long days = begin < end ? (last - first) / DAY + 1 : 0;
        return Multi.createFrom()
                .items(LongStream.range(0, days).mapToObj(back -> last - back * DAY))
                .onItem()
                .transformToUniAndConcatenate(day -> sums(app, Math.max(day, begin), Math.min(day + DAY, end))
                        .map(sums -> new Sums(day, sums)))
                .onItem()
                .transformToMultiAndConcatenate(Sums::rows);
    }

    /** The reads of one day by the value's name. */
    private record Sums(long day, Map<String, Long> reads) {
        Multi<Row> rows() {
            return Multi.createFrom()
                    .items(reads.entrySet().stream().map(sum -> new Row(day, sum.getKey(), sum.getValue())));
        }
    }

    private static Uni<Map<String, Long>> sums(ObjectId app, long from, long to) {
        return Reads.<Reads>mongoCollection()
                .find(
                        new Document("app", app).append("minute", new Document("$gte", from).append("$lt", to)),
                        new FindOptions().batchSize(BATCH))
                .collect()
                .in(
                        TreeMap::new,
                        (sums, reads) ->
                                reads.counts.forEach(count -> sums.merge(count.value(), count.reads(), Long::sum)));
    }

    private static long dayOf(long seconds) {
        return Math.floorDiv(seconds, DAY) * DAY;
    }
}
