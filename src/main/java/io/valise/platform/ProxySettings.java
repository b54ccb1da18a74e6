package io.valise.platform;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The proxies between clients and the service. */
@ConfigMapping(prefix = "valise.proxies")
public interface ProxySettings {
    /**
     * The proxies whose `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Prefix` are trusted: addresses and
     * blocks such as `10.42.0.0/16,fd00::/8`. None by default: a client's address is then that of its connection.
     */
    Optional<List<String>> trusted();
}
