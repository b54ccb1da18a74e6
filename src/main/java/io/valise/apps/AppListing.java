package io.valise.apps;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.audit.Actor;
import io.valise.changes.Changes;
import io.valise.changes.Overview;
import io.valise.crypto.SignedDocuments;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.errors.StoreFailure;
import io.valise.revisions.NewestOfMany;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Lists the apps of a project by name: a page, or all of them. A page takes a constant number of store commands; a full
 * listing takes four more for each {@link NewestOfMany#MOST} apps.
 */
@ApplicationScoped
class AppListing {
    /** No limit. */
    private static final int ALL = 0;

    @Inject
    Overview overview;

    @Inject
    Changes changes;

    @Inject
    SignedDocuments documents;

    /**
     * The apps of the actor's project, as the actor sees them. Fails with {@code InvalidParameter} if {@code after} is
     * not an app of the project.
     *
     * @param limit the maximum number of apps; null for all
     * @param after the id of an app: returns only the apps after it, by name; null or empty to start with the first
     */
    Uni<List<AppBody>> list(Actor actor, @Nullable Integer limit, @Nullable String after) {
        return filter(actor.project(), after)
                .flatMap(filter ->
                        documents.list(App.stored(), filter, new Document("name", 1), limit == null ? ALL : limit))
                .flatMap(apps -> Multi.createFrom()
                        .iterable(apps)
                        .group()
                        .intoLists()
                        .of(NewestOfMany.MOST)
                        .onItem()
                        .transformToUniAndConcatenate(some -> bodies(actor, some))
                        .onItem()
                        .<AppBody>disjoint()
                        .collect()
                        .asList());
    }

    private Uni<Document> filter(ObjectId project, @Nullable String after) {
        Document all = new Document("project", project);
        if (after == null || after.isEmpty()) {
            return Uni.createFrom().item(all);
        }
        Uni<@Nullable App> last = ObjectId.isValid(after)
                ? documents.withId(App.stored(), new ObjectId(after))
                : Uni.createFrom().nullItem();
        return last.map(app -> {
            if (app == null || !app.project.equals(project)) {
                throw ApiException.invalid("after", "must be the id of an app of this project");
            }
            return all.append("name", new Document("$gt", app.name));
        });
    }

    private Uni<List<AppBody>> bodies(Actor actor, List<App> apps) {
        List<ObjectId> ids = apps.stream().map(app -> app.id).toList();
        return overview.of(actor, ids)
                .flatMap(glances -> Multi.createFrom()
                        .iterable(apps)
                        .onItem()
                        .transformToUniAndConcatenate(app -> body(actor, app, glances.get(app.id)))
                        .collect()
                        .asList());
    }

    /** Null for an app that is deleted during the listing. A damaged app must not hide the others. */
    private Uni<@Nullable AppBody> body(Actor actor, App app, Overview.@Nullable Glance glance) {
        if (glance != null) {
            return Uni.createFrom().item(AppBody.of(app, glance));
        }
        return changes.sight(actor, app.id)
                .map(sight -> AppBody.of(app, sight))
                .onFailure(failure -> ApiException.is(failure, ErrorCode.AppNotFound))
                .recoverWithNull()
                .onFailure(AppListing::isDamage)
                .recoverWithItem(() -> AppBody.unread(app));
    }

    private static boolean isDamage(Throwable failure) {
        return ApiException.is(failure, ErrorCode.StoreDamaged) || StoreFailure.isMalformed(failure);
    }
}
