package io.valise.platform;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which address a request comes from: the peer of the connection, unless the peer is a trusted proxy. Then it
 * is the last entry of {@code X-Forwarded-For}, which that proxy added. While that entry is a trusted proxy too, the
 * entry to its left is used. Entries further left may be forged by the client. If an entry is not an address, the last
 * known hop counts.
 *
 * <p>{@code Forwarded} is ignored: a proxy that maintains one of the two headers passes the other on as the client sent
 * it. Quarkus's {@code quarkus.http.proxy.*} settings have no effect here.
 */
@ApplicationScoped
public class ClientAddresses {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<AddressBlock> trusted;

    ClientAddresses(ProxySettings settings) {
        trusted = settings.trusted().orElse(List.of()).stream()
                .map(ClientAddresses::block)
                .toList();
    }

    private static AddressBlock block(String setting) {
        try {
            return AddressBlock.parse(setting);
        } catch (IllegalArgumentException none) {
            throw new IllegalStateException("VALISE_PROXIES_TRUSTED: " + none.getMessage());
        }
    }

    /** Creates the bean at start-up, so that an invalid setting fails the start. */
    void check(@Observes StartupEvent start) {}

    /** The client's address; empty if it is not known. */
    public String of(HttpServerRequest request) {
        // Not the request's address: forwarding headers may have changed it.
        @Nullable SocketAddress peer = request.connection().remoteAddress();
        return of(peer == null ? null : peer.hostAddress(), request.headers().getAll(FORWARDED_FOR));
    }

    /** Whether the connection comes from a trusted proxy, so that headers that only proxies set can be believed. */
    boolean isBehindProxy(HttpServerRequest request) {
        @Nullable SocketAddress peer = request.connection().remoteAddress();
        @Nullable IpAddress hop = IpAddress.parse(peer == null ? null : peer.hostAddress());
        return hop != null && isTrusted(hop);
    }

    /** The client's address, given the peer of the connection and the lines of {@code X-Forwarded-For}. */
    String of(@Nullable String peer, List<String> forwardedFor) {
        @Nullable IpAddress hop = IpAddress.parse(peer);
        if (hop == null) {
            return "";
        }
        String entries = String.join(",", forwardedFor);
        int end = entries.length();
        while (end > 0 && isTrusted(hop)) {
            int comma = entries.lastIndexOf(',', end - 1);
            @Nullable
            IpAddress before = IpAddress.parse(entries.substring(comma + 1, end).strip());
            if (before == null) {
                break;
            }
            hop = before;
            end = comma;
        }
        return hop.toString();
    }

    private boolean isTrusted(IpAddress hop) {
        return trusted.stream().anyMatch(block -> block.contains(hop));
    }
}
