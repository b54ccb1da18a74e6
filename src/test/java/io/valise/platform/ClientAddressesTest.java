package io.valise.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
    private static ClientAddresses trusting(String... blocks) {
        return new ClientAddresses(() -> blocks.length == 0 ? Optional.empty() : Optional.of(List.of(blocks)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    10.0.0.1             | -                                     | 10.0.0.1
                    10.0.0.1             | ''                                    | 10.0.0.1
                    10.0.0.1             | 192.0.2.1                             | 192.0.2.1
                    10.0.0.1             | 198.51.100.9, 192.0.2.1               | 192.0.2.1
                    10.0.0.1             | 198.51.100.9,192.0.2.1 , 10.9.9.9     | 192.0.2.1
                    10.0.0.1             | 10.1.1.1, 10.2.2.2                    | 10.1.1.1
                    10.0.0.1             | 192.0.2.1:5678                        | 192.0.2.1
                    10.0.0.1             | ::ffff:192.0.2.1                      | 192.0.2.1
                    10.0.0.1             | [2001:db8::1]:443                     | 2001:db8::1
                    10.0.0.1             | [2001:DB8:0:0:0:0:0:1]                | 2001:db8::1
                    10.0.0.1             | 2001:db8::1                           | 2001:db8::1
                    10.0.0.1             | unknown                               | 10.0.0.1
                    10.0.0.1             | 192.0.2.1, garbage                    | 10.0.0.1
                    10.0.0.1             | 192.0.2.1, garbage, 10.3.3.3          | 10.3.3.3
                    10.0.0.1             | 192.0.2.1,                            | 10.0.0.1
                    10.0.0.1             | localhost                             | 10.0.0.1
                    10.0.0.1             | 192.0.2.256                           | 10.0.0.1
                    10.0.0.1             | 192.0.2.1:x                           | 10.0.0.1
                    10.0.0.1             | [192.0.2.1                            | 10.0.0.1
                    ::ffff:10.0.0.1      | 192.0.2.1                             | 192.0.2.1
                    fd00:0:0:0:0:0:0:7   | 192.0.2.1                             | 192.0.2.1
                    fd01::7              | 192.0.2.1                             | fd01::7
                    192.0.2.99           | 192.0.2.1                             | 192.0.2.99
                    11.0.0.1             | 192.0.2.1                             | 11.0.0.1
                    -                    | 192.0.2.1                             | ''
                    """)
    void walk_from_the_right_over_trusted_proxies(@Nullable String peer, @Nullable String header, String client) {
        assertThat(trusting("10.0.0.0/8", " fd00::/16").of(peer, header == null ? List.of() : List.of(header)))
                .isEqualTo(client);
    }

    @Test
    void read_repeated_headers_as_one() {
        assertThat(trusting("10.0.0.0/8").of("10.0.0.1", List.of("198.51.100.9, 192.0.2.1", "10.0.0.2")))
                .isEqualTo("192.0.2.1");
    }

    @Test
    void trust_no_proxy_by_default() {
        assertThat(trusting().of("127.0.0.1", List.of("192.0.2.1"))).isEqualTo("127.0.0.1");
    }

    @Test
    void match_a_block_by_its_leading_bits() {
        ClientAddresses addresses = trusting("10.0.0.128/25", "192.0.2.7");
        assertThat(addresses.of("10.0.0.128", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(addresses.of("10.0.0.127", List.of("198.51.100.1"))).isEqualTo("10.0.0.127");
        assertThat(addresses.of("192.0.2.7", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(addresses.of("192.0.2.6", List.of("198.51.100.1"))).isEqualTo("192.0.2.6");
        assertThat(trusting("0.0.0.0/0").of("192.0.2.6", List.of("198.51.100.1")))
                .isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ingress", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0/8", "fd00::/129"})
    void refuse_to_start_with_an_invalid_block(String block) {
        assertThatThrownBy(() -> trusting(block))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("VALISE_PROXIES_TRUSTED");
    }
}
