package io.valise.platform;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address in canonical form: {@code ::ffff:192.0.2.1} becomes {@code 192.0.2.1}. Never resolves a name.
 */
public final class IpAddress {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /** RFC 4291, section 2.5.5.2: ten zero bytes and two 0xff bytes before the IPv4 address. */
    private static final int MAPPED_BYTES = 12;

    /** A subscriber usually gets a /64, so one client can use any address in it. */
    private static final int NETWORK_BYTES = 8;

    /** The longest text of an IPv6 address, with brackets and a port. */
    private static final int MOST_CHARACTERS = 64;

    /** An IPv4 address with a port, or an IPv6 address in brackets with or without one. */
    private static final Pattern WITH_PORT =
            Pattern.compile("(?:([0-9.]+):[0-9]{1,5}|\\[([0-9A-Fa-f:.]+)](?::[0-9]{1,5})?)");

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Parses an address, with or without brackets and a port; null if the text is not one. */
    public static @Nullable IpAddress parse(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MOST_CHARACTERS) {
            return null;
        }
        Matcher withPort = WITH_PORT.matcher(text);
        String bare = text;
        if (withPort.matches()) {
            @Nullable String v4 = withPort.group(1);
            bare = v4 == null ? withPort.group(2) : v4;
        }
        if (!NetUtil.isValidIpV4Address(bare) && (bare.startsWith("[") || !NetUtil.isValidIpV6Address(bare))) {
            return null;
        }
        byte[] read = NetUtil.createByteArrayFromIpAddressString(bare);
        return read == null
                ? null
                : new IpAddress(isMapped(read) ? Arrays.copyOfRange(read, MAPPED_BYTES, V6_BYTES) : read);
    }

    private static boolean isMapped(byte[] address) {
        if (address.length != V6_BYTES || address[10] != -1 || address[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The unit that is counted as one client: an IPv4 address, or the /64 of an IPv6 address. */
    public String network() {
        if (bytes.length == V4_BYTES) {
            return toString();
        }
        return new IpAddress(Arrays.copyOf(Arrays.copyOf(bytes, NETWORK_BYTES), V6_BYTES)) + "/64";
    }

    /** Dotted decimal, or IPv6 in the form of RFC 5952. */
    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(bytes);
    }
}
