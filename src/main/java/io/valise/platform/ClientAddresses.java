package io.valise.platform;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which address a request comes from. That is the peer of its connection, unless the peer is a trusted proxy:
 * then the last entry of {@code X-Forwarded-For}, which that proxy wrote, and so on to the left for as long as the
 * entries are trusted proxies too. What stands further to the left may be the client's own invention. Where an entry is
 * no address, the last hop that is known counts.
 *
 * <p>{@code Forwarded} is not read: a proxy that keeps up one of the two headers passes the other on as the client sent
 * it. Quarkus' {@code quarkus.http.proxy.*} has no influence here.
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

    /** Reads the settings at the start, so that a wrong one is found then. */
    void check(@Observes StartupEvent start) {}

    /** The client's address; empty if it is not known. */
    public String of(HttpServerRequest request) {
        // The connection's and not the request's: that one may have been changed by what the client sent.
        @Nullable SocketAddress peer = request.connection().remoteAddress();
        return of(peer == null ? null : peer.hostAddress(), request.headers().getAll(FORWARDED_FOR));
    }

    /**
     * The same for a connection's peer and the lines of its {@code X-Forwarded-For}.
     */
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
