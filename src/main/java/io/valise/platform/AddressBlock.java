package io.valise.platform;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A block of addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code fd00::/8}, or a single address. */
public final class AddressBlock {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    private final byte[] first;
    private final int length;

    private AddressBlock(byte[] first, int length) {
        this.first = first;
        this.length = length;
    }

    /** Parses a block. Throws {@link IllegalArgumentException} if the text is not one. */
    public static AddressBlock parse(String text) {
        String[] parts = text.strip().split("/", 2);
        @Nullable IpAddress address = IpAddress.parse(parts[0]);
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address block such as 10.0.0.0/8");
        }
        int bits = address.bytes().length * Byte.SIZE;
        if (parts.length == 1) {
            return new AddressBlock(address.bytes(), bits);
        }
        int length = LENGTH.matcher(parts[1]).matches() ? Integer.parseInt(parts[1]) : bits + 1;
        if (length > bits) {
            throw new IllegalArgumentException("\"" + text + "\" must end in a length from 0 to " + bits);
        }
        return new AddressBlock(address.bytes(), length);
    }

    /**
     * Whether the block contains the address. An IPv4 block never contains an IPv6 address, nor the other way round.
     */
    public boolean contains(IpAddress address) {
        byte[] other = address.bytes();
        if (other.length != first.length) {
            return false;
        }
        for (int i = 0, left = length; left > 0; i++, left -= Byte.SIZE) {
            int mask = left >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - left);
            if ((other[i] & mask) != (first[i] & mask)) {
                return false;
            }
        }
        return true;
    }
}
