package io.valise.audit;

import io.valise.errors.ApiException;
import io.valise.errors.QueryNumber;
import jakarta.ws.rs.QueryParam;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The requested part of a log. The parameters are parsed here, not by the framework, so that errors name them. */
public class Page {
    static final String LINES = "application/x-ndjson";
    /** Clients that accept any media type get JSON. */
    static final String LINES_IF_ASKED_FOR = LINES + ";qs=0.1";

    static final int ALL = 0;
    static final int DEFAULT = 25;
    static final int MOST = 1000;
    /** The path of a kept file is the longest name. */
    private static final int LONGEST_NAME = 1024;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");
    private static final Pattern ACTION = Pattern.compile("[a-z_]{1,32}\\.[a-z_]{1,32}");

    @Parameter(
            description = "The maximum number of records, from 1 to 1000. Default: 25, or all as JSON lines.",
            example = "25",
            schema = @Schema(type = SchemaType.INTEGER))
    @QueryParam("limit")
    @Nullable
    String limit;

    @Parameter(
            description = "The id of a record: returns only records before it.",
            example = "6650c0ffee0123456789abcd")
    @QueryParam("before")
    @Nullable
    String before;

    @Parameter(description = "Returns only records with this action.", example = "secret.create")
    @QueryParam("action")
    @Nullable
    String action;

    @Parameter(
            description = "Returns only records of this API key: the `_id` of its `actor`.",
            example = "6650c0ffee0123456789abcd")
    @QueryParam("actor")
    @Nullable
    String actor;

    @Parameter(
            description = "Returns only records that name an item exactly like this, as target or as one of the"
                    + " changes. Names that are withheld from the caller are not searched.",
            example = "payment-key")
    @QueryParam("name")
    @Nullable
    String name;

    @Parameter(
            description = "Only records of this time or later, in UNIX seconds.",
            example = "1795424400",
            schema = @Schema(type = SchemaType.INTEGER))
    @QueryParam("from")
    @Nullable
    String from;

    @Parameter(
            description = "Only records before this time, in UNIX seconds.",
            example = "1795428000",
            schema = @Schema(type = SchemaType.INTEGER))
    @QueryParam("to")
    @Nullable
    String to;

    int limit(int byDefault) {
        return limit(limit, byDefault);
    }

    @Nullable
    String action() {
        if (action != null && !ACTION.matcher(action).matches()) {
            throw ApiException.invalid("action", "must be two words separated by a dot, such as secret.create");
        }
        return action;
    }

    @Nullable
    ObjectId actor() {
        return actor == null ? null : id("actor", actor);
    }

    @Nullable
    String name() {
        if (name != null && name.length() > LONGEST_NAME) {
            throw ApiException.invalid("name", "must have at most " + LONGEST_NAME + " characters");
        }
        return name;
    }

    /** The condition on the time; empty for any time. */
    Document times() {
        Document times = new Document();
        if (from != null) {
            times.append("$gte", time("from", from, 0));
        }
        return to == null ? times : times.append("$lt", time("to", to, 0));
    }

    /** An id; fails with 400 {@code InvalidParameter} unless it has 24 hex digits. */
    static ObjectId id(String parameter, String hex) {
        if (!ObjectId.isValid(hex)) {
            throw ApiException.invalid(parameter, "must be an id of 24 hex digits");
        }
        return new ObjectId(hex);
    }

    /** The maximum number of records; fails with 400 {@code InvalidParameter} unless it is from 1 to 1000. */
    static int limit(@Nullable String limit, int byDefault) {
        return (int) QueryNumber.of("limit", limit, 1, MOST, byDefault);
    }

    /** A time; fails with 400 {@code InvalidParameter} unless it is in UNIX seconds. */
    static long time(String name, @Nullable String seconds, long byDefault) {
        if (seconds == null) {
            return byDefault;
        }
        if (!NUMBER.matcher(seconds).matches()) {
            throw ApiException.invalid(name, "must be a time in UNIX seconds");
        }
        return Long.parseLong(seconds);
    }
}
