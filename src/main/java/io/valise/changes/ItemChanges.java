package io.valise.changes;

import io.smallrye.mutiny.Uni;
import io.valise.contents.Content;
import io.valise.contents.Contents;
import io.valise.errors.ApiException;
import io.valise.errors.QueryNumber;
import io.valise.revisions.ItemHistory;
import io.valise.revisions.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Objects;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The deployed changes of an item, for the routes of each kind. Open drafts are not part of it. */
@ApplicationScoped
public class ItemChanges {
    private static final int MOST = 100;
    private static final int USUAL = 25;

    @Inject
    ItemHistory history;

    @Inject
    Contents contents;

    /** The requested part of a history. Parsed here, not by the framework, so that errors name the parameter. */
    public static class Page {
        @Parameter(
                description = "The maximum number of changes, from 1 to 100. Default: 25.",
                example = "25",
                schema = @Schema(implementation = Integer.class, minimum = "1", maximum = "100"))
        @QueryParam("limit")
        @Nullable
        String limit;

        @Parameter(
                description = "A revision: returns only changes before it.",
                example = "7",
                schema = @Schema(implementation = Long.class, minimum = "0"))
        @QueryParam("before")
        @Nullable
        String before;

        int most() {
            return (int) QueryNumber.of("limit", limit, 1, MOST, USUAL);
        }

        @Nullable
        Long end() {
            return before == null ? null : (Long) QueryNumber.of("before", before, 0, 999_999_999_999_999_999L, 0);
        }
    }

    /** The changes, newest first. Fails with the kind's not-found code if no kept revision has the item. */
    public Uni<List<ItemChange>> list(ObjectId app, Kind kind, String id, Page page) {
        return history.of(app, kind, id, page.most(), page.end())
                .map(steps -> steps.stream().map(ItemChange::of).toList());
    }

    /**
     * The content that the item had in that revision. Fails with the kind's not-found code if it was swept in the
     * meantime.
     */
    public <T extends Content> Uni<T> content(ObjectId app, Contents.Type<T> type, ItemHistory.Past past) {
        return contents.ifStored(app, type, Objects.requireNonNull(past.entry().content()))
                .onItem()
                .ifNull()
                .switchTo(() -> history.isKept(past.revision())
                        .flatMap(kept -> kept
                                ? contents.one(app, type, past.entry())
                                : Uni.createFrom().failure(() -> gone(past))));
    }

    private static ApiException gone(ItemHistory.Past past) {
        ApiException absent = past.entry().kind().absent(past.entry().id().toHexString());
        return new ApiException(
                absent.code(),
                "the content of the " + past.entry().label() + " in revision " + past.revision().number
                        + " is no longer kept");
    }
}
