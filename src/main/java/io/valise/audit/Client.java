package io.valise.audit;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, whoever makes it.
 *
 * @param address the client's, as the server sees it: behind a trusted proxy, the one that the proxy names. Empty if it
 *     is not known
 */
public record Client(Origin origin, String address) {
    /** This process itself. */
    public static final Client NONE = new Client(Origin.API, "");

    static Client of(HttpServerRequest request) {
        @Nullable SocketAddress peer = request.remoteAddress();
        @Nullable String host = peer == null ? null : peer.hostAddress();
        return new Client(Origin.of(request.getHeader(Origin.HEADER)), host == null ? "" : host);
    }

    /** The holder of an API key, using this client in the key's project. */
    public Actor actor(ObjectId key, String publicKey, ObjectId project, boolean mayDeploy) {
        return new Actor(key, publicKey, project, this, mayDeploy);
    }
}
