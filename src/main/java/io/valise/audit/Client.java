package io.valise.audit;

import io.valise.platform.ClientAddresses;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where a request comes from.
 *
 * @param address the client's address, as {@link ClientAddresses} determines it; empty if unknown
 */
public record Client(Origin origin, String address) {
    /** For actions of this process itself. */
    public static final Client NONE = new Client(Origin.API, "");

    static Client of(HttpServerRequest request, ClientAddresses addresses) {
        return new Client(Origin.of(request.getHeader(Origin.HEADER)), addresses.of(request));
    }
}
