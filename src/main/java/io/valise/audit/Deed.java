package io.valise.audit;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What this request does, as the audit will tell it: who does it is said by the gate, what it is done to by the routes.
 * Never a content. Request-scoped: take {@link #here} before going async.
 */
@RequestScoped
public class Deed {
    @Inject
    CurrentVertxRequest request;

    private AuditEntry.@Nullable Actor actor;
    private @Nullable ObjectId project;
    private @Nullable ObjectId app;
    private String origin = "API";
    private AuditEntry.@Nullable Target target;
    private List<AuditEntry.Item> changes = List.of();
    private @Nullable ObjectId draft;
    private @Nullable ObjectId event;
    private @Nullable Long revision;
    private boolean nothing;

    /** This request's own, which can be used wherever the request goes on. */
    public Deed here() {
        return this;
    }

    /** From what kind of client it comes. */
    public void from(String kindOfClient) {
        origin = kindOfClient;
    }

    /** Who does it: an API key, by its id and its public half. */
    public void by(ObjectId key, String publicKey) {
        actor = new AuditEntry.Actor(key, publicKey);
    }

    /** In whose log it belongs. */
    public void in(ObjectId itsProject) {
        project = itsProject;
    }

    /** The app that it is about. */
    public void about(ObjectId itsApp) {
        app = itsApp;
    }

    /**
     * What it is done to.
     *
     * @param kind such as {@code secret}
     * @param name as people know it, if it has a name
     */
    public void to(String kind, @Nullable ObjectId id, @Nullable String name) {
        target = new AuditEntry.Target(kind, id == null ? null : id.toHexString(), name);
    }

    /** What the path names, until a route says more. */
    void toItemOf(String action, @Nullable String id) {
        target = new AuditEntry.Target(action.substring(0, action.lastIndexOf('.')), id, null);
    }

    /** The items that it changes: one of them is its target, several are listed. */
    public void changes(List<AuditEntry.Item> items) {
        changes = items.size() > 1 ? items : List.of();
        if (items.size() == 1) {
            AuditEntry.Item only = items.get(0);
            target = new AuditEntry.Target(only.kind(), only.id(), only.name());
        }
    }

    /** It has joined a draft, and is not live. */
    public void staged(ObjectId itsDraft) {
        draft = itsDraft;
    }

    /** It is live. A change has one entry, however often it is repeated. */
    public void published(ObjectId change, long itsRevision) {
        event = change;
        revision = itsRevision;
    }

    /** It was a preview, which changes nothing, and is not recorded. */
    public void nothing() {
        nothing = true;
    }

    /** The project in whose log it belongs; fails where nobody has said so. */
    public ObjectId project() {
        if (project == null) {
            throw new IllegalStateException("nobody has said in whose audit this request belongs");
        }
        return project;
    }

    /** The app that it is about; null where it is about none. */
    public @Nullable ObjectId app() {
        return app;
    }

    boolean isNothing() {
        return nothing;
    }

    boolean hasProject() {
        return project != null;
    }

    /** The entry of it, with all that is known by now; each time with the same id. */
    AuditEntry entry(String action, String result, long now) {
        AuditEntry entry = new AuditEntry();
        event = event == null ? new ObjectId() : event;
        entry.id = event;
        entry.project = project();
        entry.app = app;
        entry.scope = app == null ? entry.project : app;
        entry.at = now;
        entry.actor = actor;
        entry.action = action;
        entry.target = target;
        entry.changes = changes;
        entry.origin = origin;
        entry.address = address();
        entry.result = result;
        entry.draft = draft;
        entry.revision = revision;
        return entry;
    }

    /** As the server sees it: behind a proxy that is trusted, the one that the proxy names. Empty outside of requests. */
    public String address() {
        @Nullable RoutingContext here = request.getCurrent();
        @Nullable SocketAddress peer = here == null ? null : here.request().remoteAddress();
        String host = peer == null ? null : peer.hostAddress();
        return host == null ? "" : host;
    }

    String origin() {
        return origin;
    }

    AuditEntry.@Nullable Actor actor() {
        return actor;
    }
}
