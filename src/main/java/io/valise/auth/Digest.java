package io.valise.auth;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of an {@code Authorization: Digest} header (RFC 2617, MD5 with {@code qop=auth}) and their checks. */
record Digest(
        String username,
        String realm,
        String nonce,
        String uri,
        String response,
        String qop,
        String nc,
        String cnonce) {
    private static final String SCHEME = "Digest ";

    private static final List<String> NEEDED =
            List.of("username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce");

    /**
     * A quoted string without escapes (no value that we check can contain a quote), or a bare token. Matches in linear
     * time.
     */
    private static final Pattern PARAMETER =
            Pattern.compile("(?<![a-z])([a-z]++)\\s*+=\\s*+(?:\"([^\"]*+)\"|([^\\s,\"]++))");

    /** RFC 2617 section 3.2.2: how often the nonce has been used, including this time. */
    private static final Pattern COUNT = Pattern.compile("[0-9A-Fa-f]{8}");

    /** The header's parameters; null if it has another scheme or algorithm, or lacks a parameter. */
    static @Nullable Digest parse(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        Map<String, String> sent = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(authorization.substring(SCHEME.length()));
        while (parameter.find()) {
            @Nullable String quoted = parameter.group(2);
            sent.put(parameter.group(1), quoted == null ? parameter.group(3) : quoted);
        }
        if (!sent.keySet().containsAll(NEEDED)
                || sent.getOrDefault("username", "").length() > LoginResource.MAX_LENGTH
                || !COUNT.matcher(sent.getOrDefault("nc", "")).matches()
                || !sent.getOrDefault("algorithm", "MD5").equalsIgnoreCase("MD5")) {
            return null;
        }
        UnaryOperator<String> value = name -> sent.getOrDefault(name, "");
        return new Digest(
                value.apply("username"),
                value.apply("realm"),
                value.apply("nonce"),
                value.apply("uri"),
                value.apply("response"),
                value.apply("qop"),
                value.apply("nc"),
                value.apply("cnonce"));
    }

    /** How often the client has used the nonce, including this time. */
    long count() {
        return Long.parseLong(nc, 16);
    }

    /** Whether it was computed for this request line. */
    boolean isFor(String requestUri) {
        return realm.equals(KeyPair.REALM) && qop.equals("auth") && uri.equals(requestUri);
    }

    /** Whether the sender knows this HA1 (hex). Compared in constant time. */
    boolean provesKnowledgeOf(String ha1, String method) {
        String ha2 = KeyPair.md5(method + ":" + uri);
        String expected = KeyPair.md5(ha1 + ":" + nonce + ":" + nc + ":" + cnonce + ":" + qop + ":" + ha2);
        return KeyPair.same(expected, response);
    }
}
