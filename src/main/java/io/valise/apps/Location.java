package io.valise.apps;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The location that an app states. It is only kept for clients that ask: the service runs where it was started. */
public enum Location {
    US_VA("US-VA", "aws-us-east-1"),
    US_OR("US-OR", "aws-us-west-2"),
    DE_FF("DE-FF", "aws-eu-central-1"),
    IE("IE", "aws-eu-west-1"),
    AU("AU", "aws-ap-southeast-2"),
    IN_MB("IN-MB", "aws-ap-south-1"),
    SG("SG", "aws-ap-southeast-1"),
    BR_SP("BR-SP", "aws-sa-east-1");

    private final String code;
    private final String providerRegion;

    Location(String code, String providerRegion) {
        this.code = code;
        this.providerRegion = providerRegion;
    }

    /** As the API writes it, such as {@code DE-FF}. */
    @JsonValue
    public String code() {
        return code;
    }

    public String providerRegion() {
        return providerRegion;
    }

    /** Null if no location has this code. */
    static @Nullable Location ofCode(String code) {
        return Arrays.stream(values())
                .filter(location -> location.code.equals(code))
                .findFirst()
                .orElse(null);
    }

    /** Null if no location is in this region. */
    static @Nullable Location ofProviderRegion(String region) {
        return Arrays.stream(values())
                .filter(location -> location.providerRegion.equals(region))
                .findFirst()
                .orElse(null);
    }

    static String codes() {
        return Arrays.stream(values()).map(Location::code).collect(Collectors.joining(", "));
    }
}
