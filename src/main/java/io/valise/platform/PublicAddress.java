package io.valise.platform;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes absolute addresses of this service, as the client of a request reaches it. */
@ApplicationScoped
public class PublicAddress {
    private static final String FORWARDED_PROTOCOL = "X-Forwarded-Proto";

    private final ClientAddresses addresses;
    private final PublicPaths paths;

    PublicAddress(ClientAddresses addresses, PublicPaths paths) {
        this.addresses = addresses;
        this.paths = paths;
    }

    /** The address of a path that the code declares, with the host that the client named. */
    public String of(HttpServerRequest request, String path) {
        @Nullable HostAndPort host = request.authority();
        return scheme(request) + "://" + (host == null ? "localhost" : host) + paths.of(request, path);
    }

    /** A proxy that ends TLS says which scheme the client used. It is ignored unless the proxy is trusted. */
    private String scheme(HttpServerRequest request) {
        List<String> forwarded = request.headers().getAll(FORWARDED_PROTOCOL);
        boolean isKnown = forwarded.equals(List.of("https")) || forwarded.equals(List.of("http"));
        return isKnown && addresses.isBehindProxy(request) ? forwarded.get(0) : request.scheme();
    }
}
