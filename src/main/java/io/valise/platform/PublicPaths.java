package io.valise.platform;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Converts between the paths that the code declares and those that clients use. A client's path can begin with a prefix
 * that a trusted proxy removes and names in {@code X-Forwarded-Prefix}, and with {@code quarkus.http.root-path}.
 */
@ApplicationScoped
public class PublicPaths {
    private static final String FORWARDED_PREFIX = "X-Forwarded-Prefix";
    private static final int MOST_CHARACTERS = 256;

    /** Segments of characters that need no escape in a path, in HTML, or in JSON. */
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)++");

    private final ClientAddresses addresses;
    private final String root;

    PublicPaths(
            ClientAddresses addresses,
            @ConfigProperty(name = "quarkus.http.root-path", defaultValue = "/") String root) {
        this.addresses = addresses;
        this.root = withoutSlashes(root);
    }

    private static String withoutSlashes(String root) {
        return withoutLastSlash(root.startsWith("/") ? root : "/" + root);
    }

    private static String withoutLastSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The root path without a slash at its end, so empty by default. */
    public String root() {
        return root;
    }

    /** The path that the client uses for a path that the code declares, such as {@code /docs/errors}. */
    public String of(HttpServerRequest request, String path) {
        return prefix(request) + root + path;
    }

    /**
     * The prefix that a proxy removed from the path; empty if there is none. It is ignored unless the connection comes
     * from a trusted proxy, or if there are several: a proxy that adds the header keeps the one of the client.
     */
    public String prefix(HttpServerRequest request) {
        List<String> lines = request.headers().getAll(FORWARDED_PREFIX);
        if (lines.size() != 1 || !addresses.isBehindProxy(request)) {
            return "";
        }
        String prefix = withoutLastSlash(lines.get(0));
        return prefix.length() <= MOST_CHARACTERS && PREFIX.matcher(prefix).matches() ? prefix : "";
    }

    /**
     * The request's path as the code declares it, without the root path; empty if the request is not HTTP. Filters,
     * limits and logs compare this one.
     */
    public static String below(RoutingContext context) {
        @Nullable String path = context.request().path();
        String mount = mount(context);
        if (path == null) {
            return "";
        }
        return path.startsWith(mount) ? path.substring(mount.length()) : path;
    }

    /** The root path without a slash at its end, for requests that are below it. */
    public static String mount(RoutingContext context) {
        @Nullable String mount = context.mountPoint();
        return mount == null ? "" : withoutLastSlash(mount);
    }
}
