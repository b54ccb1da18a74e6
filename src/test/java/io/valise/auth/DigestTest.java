package io.valise.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    /** RFC 2617 section 3.5. */
    private static final String EXAMPLE = """
            Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", \
            uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", \
            response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41\"""";

    private static final String HA1 = KeyPair.md5("Mufasa:testrealm@host.com:Circle Of Life");

    @Test
    void the_example_of_the_RFC_is_accepted() {
        Digest digest = Digest.parse(EXAMPLE);
        assertThat(HA1).isEqualTo("939e7578ed9e3c518a452acee763bce9");
        assertThat(digest.provesKnowledgeOf(HA1, "GET")).isTrue();
        assertThat(digest.username()).isEqualTo("Mufasa");
    }

    @Test
    void another_method_or_credential_is_refused() {
        Digest digest = Digest.parse(EXAMPLE);
        assertThat(digest.provesKnowledgeOf(HA1, "POST")).isFalse();
        assertThat(digest.provesKnowledgeOf(KeyPair.md5("Mufasa:testrealm@host.com:Circle of Life"), "GET"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dir/index", "0a4f113b", "nc=00000001", "dcd98b7102", "6629fae4"})
    void a_change_to_anything_it_covers_is_detected(String part) {
        String changed = EXAMPLE.replace(part, part.substring(0, part.length() - 1) + "f");
        assertThat(changed).isNotEqualTo(EXAMPLE);
        assertThat(Digest.parse(changed).provesKnowledgeOf(HA1, "GET")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce"})
    void every_parameter_is_required(String name) {
        assertThat(Digest.parse(EXAMPLE.replaceFirst("\\b" + name + "=", "x" + name + "=")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Digest", "Digest ", "Basic dTpw", "Digest ,,,===", "Digest username=\"x"})
    void a_header_that_is_not_a_digest_is_refused(String header) {
        assertThat(Digest.parse(header)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0000001", "000000001", "0000000g", "-0000001"})
    void a_malformed_count_is_refused(String count) {
        assertThat(Digest.parse(EXAMPLE.replace("nc=00000001", "nc=" + count))).isNull();
        assertThat(Digest.parse(EXAMPLE.replace("nc=00000001", "nc=0000001A")).count())
                .isEqualTo(26);
    }

    @Test
    void another_algorithm_is_refused() {
        assertThat(Digest.parse(EXAMPLE + ", algorithm=SHA-256")).isNull();
        assertThat(Digest.parse(EXAMPLE + ", algorithm=MD5")).isNotNull();
        assertThat(Digest.parse(EXAMPLE + ", algorithm=\"MD5\"")).isNotNull();
    }

    @Test
    void a_header_crafted_to_be_slow_is_parsed_quickly() {
        String header = "Digest " + "a=\"\\".repeat(100_000) + "a".repeat(100_000) + " ".repeat(100_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertThat(Digest.parse(header)).isNull());
    }
}
