package io.valise.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.valise.apps.App;
import io.valise.audit.CurrentRequest;
import io.valise.crypto.SignedDocuments;
import io.valise.revisions.RevisionsCheck;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Checks the signatures of all revisions of a project's apps. For operators, after a restore. */
@Path("/api/admin/v3.0/groups/{groupId}/store/check")
@Tag(name = "Store")
class RevisionsCheckResource {
    /** Damaged apps to list. If there are more, the first are enough to start with. */
    private static final int NAMED = 100;

    @Inject
    CurrentRequest current;

    @Inject
    RevisionsCheck revisions;

    @Inject
    SignedDocuments documents;

    @Schema(name = "StoreCheck")
    record Check(
            @Schema(description = "The number of apps checked.", examples = "3")
            long apps,

            @Schema(description = "The number of revisions checked.", examples = "42")
            long revisions,

            @Schema(
                    description =
                            "Whether all signatures are valid, each revision follows the previous one, and the newest"
                                    + " is complete.")
            boolean intact,

            @JsonProperty("damaged_apps")
            @Schema(description = "The ids of the damaged apps, at most 100.", examples = "[]")
            List<String> damagedApps) {}

    /** The running totals of one check. Apps are checked one at a time. */
    private static final class Tally {
        long apps;
        long revisions;
        long damaged;
        final List<String> named = new ArrayList<>();

        void add(ObjectId app, RevisionsCheck.Result result) {
            apps++;
            revisions += result.revisions();
            if (!result.intact()) {
                damaged++;
                if (named.size() < NAMED) {
                    named.add(app.toHexString());
                }
            }
        }

        Check check() {
            return new Check(apps, revisions, damaged == 0, named);
        }
    }

    @GET
    @Operation(
            operationId = "checkStore",
            summary = "Check the signatures of all revisions of the project's apps",
            description = "Reads all revisions, which may take a while. Use it after a restore.")
    public Uni<Check> check() {
        Tally tally = new Tally();
        return App.mongoCollection()
                .find(
                        new Document("project", current.actor().project()),
                        Document.class,
                        new FindOptions().projection(new Document("_id", 1)))
                .map(found -> found.get("_id"))
                .select()
                .where(ObjectId.class::isInstance)
                .map(ObjectId.class::cast)
                .onItem()
                .transformToUniAndConcatenate(app -> check(app).invoke(result -> tally.add(app, result)))
                .onItem()
                .ignoreAsUni()
                .map(done -> tally.check());
    }

    /** An app is also damaged if its own document exists but its signature is invalid. */
    private Uni<RevisionsCheck.Result> check(ObjectId app) {
        return Uni.combine()
                .all()
                .unis(revisions.of(app), isAltered(app))
                .with((result, altered) -> new RevisionsCheck.Result(result.revisions(), result.intact() && !altered));
    }

    private Uni<Boolean> isAltered(ObjectId app) {
        return documents
                .withId(App.stored(), app)
                .chain(genuine -> genuine != null
                        ? Uni.createFrom().item(false)
                        : App.mongoCollection()
                                .countDocuments(new Document("_id", app))
                                .map(count -> count > 0));
    }
}
