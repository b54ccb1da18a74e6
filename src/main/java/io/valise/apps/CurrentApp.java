package io.valise.apps;

import com.mongodb.MongoException;
import io.smallrye.mutiny.Uni;
import io.valise.audit.AuditedRequest;
import io.valise.audit.CurrentRequest;
import io.valise.errors.StoreFailure;
import io.valise.revisions.Revisions;
import io.valise.telemetry.RequestFields;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.bson.types.ObjectId;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** The app in the request's path, after the gate has checked that it exists in the caller's project. */
@RequestScoped
public class CurrentApp {
    private @Nullable App app;

    public App get() {
        if (app == null) {
            throw new IllegalStateException("this route names no app");
        }
        return app;
    }

    /** A setter, because CDI would set a field on the client proxy, not on the bean. */
    void set(App found) {
        app = found;
    }

    public ObjectId id() {
        return get().id;
    }

    /** Answers 404 if the project has no such app, whether or not another project has it. */
    static class Gate {
        /** After the gate that checks the caller's role in the project. */
        private static final int AFTER_PROJECT = Priorities.AUTHORIZATION + 1;

        @Inject
        RecentApps apps;

        @Inject
        CurrentApp current;

        @Inject
        CurrentRequest currentRequest;

        @ServerRequestFilter(priority = AFTER_PROJECT)
        Uni<Void> find(ContainerRequestContext request) {
            String id = request.getUriInfo().getPathParameters().getFirst("appId");
            if (id == null) {
                return Uni.createFrom().voidItem();
            }
            if (!ObjectId.isValid(id)) {
                return Uni.createFrom().failure(Revisions.appNotFound(id));
            }
            AuditedRequest audited = currentRequest.get();
            ObjectId project = audited.actor().project();
            return apps.find(new ObjectId(id))
                    .map(app -> app != null && app.project.equals(project) ? app : null)
                    .onItem()
                    .ifNull()
                    .failWith(() -> Revisions.appNotFound(id))
                    .invoke(current::set)
                    .invoke(app -> audited.about(app.id))
                    .invoke(app -> RequestFields.app(app.id.toHexString()))
                    .onFailure(MongoException.class)
                    .transform(StoreFailure::nothingChanged)
                    .replaceWithVoid();
        }
    }
}
