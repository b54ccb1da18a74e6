package io.valise.audit;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.valise.platform.ClientAddresses;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * Holds the {@link AuditedRequest} of this HTTP request. Only gates, the audit's interceptor and filter, and the first
 * lines of a resource method may use it; everything else gets plain objects as parameters.
 */
@RequestScoped
public class CurrentRequest {
    @Inject
    CurrentVertxRequest http;

    @Inject
    ClientAddresses addresses;

    private @Nullable AuditedRequest request;

    public AuditedRequest get() {
        AuditedRequest made = request;
        if (made == null) {
            made = new AuditedRequest(Client.of(http.getCurrent().request(), addresses));
            request = made;
        }
        return made;
    }

    /** The caller; fails with {@code ProjectNotFound} if no gate has admitted the request to a project. */
    public Actor actor() {
        return get().actor();
    }
}
