package io.valise.crypto;

import static io.valise.crypto.KeyStoreProfile.await;
import static io.valise.crypto.KeyStoreProfile.somewhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.valise.errors.ApiException;
import io.valise.testing.InProcess;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@InProcess("the sealer")
@TestProfile(KeyStoreProfile.class)
class SealerTest {
    private static final String CONTENT = "pa55w0rd é \uD83D\uDD11";

    @Inject
    Sealer sealer;

    private final Place place = somewhere();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void opens_what_it_has_sealed(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            String content = random.ints(random.nextInt(600), 0, Character.MAX_CODE_POINT + 1)
                    .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(open(place, seal(content))).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000", "\uFEFF", "\uD83D\uDD11", "e\u0301", "\r\n"})
    void keeps_characters_that_are_easily_lost(String content) {
        assertThat(open(place, seal(content))).isEqualTo(content);
    }

    @Test
    void never_seals_the_same_content_to_the_same_bytes() {
        assertThat(seal(CONTENT)).isNotEqualTo(seal(CONTENT));
    }

    @Test
    void tells_whether_a_sealed_content_equals_a_given_one() {
        SealedSecret sealed = seal(CONTENT);
        assertThat(await(sealer.holds(place, sealed, Plaintext.of(CONTENT)))).isTrue();
        assertThat(await(sealer.holds(place, sealed, Plaintext.of(CONTENT + " "))))
                .isFalse();
        assertThat(await(sealer.holds(somewhere(), sealed, Plaintext.of(CONTENT))))
                .isFalse();
    }

    @Test
    void has_the_documented_layout() {
        byte[] sealed = seal(CONTENT).ciphertext();
        assertThat(sealed).hasSize(1 + 5 + 12 + CONTENT.getBytes(StandardCharsets.UTF_8).length + 16);
        assertThat(sealed).startsWith(1, 1);
    }

    @Test
    void does_not_open_what_was_changed_in_any_byte() {
        byte[] sealed = seal(CONTENT).ciphertext();
        for (int at = 0; at < sealed.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = sealed.clone();
                changed[at] ^= (byte) (1 << bit);
                refuses(place, changed);
            }
        }
    }

    @Test
    void does_not_open_what_was_truncated_or_extended() {
        byte[] sealed = seal(CONTENT).ciphertext();
        for (int length = 0; length < sealed.length; length++) {
            refuses(place, Arrays.copyOf(sealed, length));
        }
        refuses(place, Arrays.copyOf(sealed, sealed.length + 1));
    }

    @Test
    void does_not_open_what_was_moved() {
        byte[] sealed = seal(CONTENT).ciphertext();
        Place other = somewhere();
        await(sealer.seal(other, Plaintext.of("so that the other scope has a key")));
        refuses(new Place(place.scope(), place.item(), other.version()), sealed);
        refuses(new Place(place.scope(), other.item(), place.version()), sealed);
        refuses(new Place(other.scope(), place.item(), place.version()), sealed);
        refuses(new Place(place.scope(), place.version(), place.item()), sealed);
        refuses(
                new Place(
                        place.scope(),
                        place.item() + place.version().charAt(0),
                        place.version().substring(1)),
                sealed);
        assertThat(open(place, new SealedSecret(sealed))).isEqualTo(CONTENT);
    }

    @Test
    void refuses_text_that_UTF_8_cannot_encode() {
        assertThatThrownBy(() -> seal("half \uD83D pair"))
                .isInstanceOf(ApiException.class)
                .hasMessage("value: must be well-formed Unicode text");
    }

    @Test
    void opens_nothing_in_a_scope_that_was_destroyed() {
        byte[] sealed = seal(CONTENT).ciphertext();
        await(sealer.destroy(place.scope()));
        refuses(place, sealed);
        assertThat(await(DataKey.count("_id", place.scope()))).isZero();
        await(sealer.destroy(place.scope()));
    }

    @Test
    void does_not_destroy_the_services_own_scope() {
        assertThatThrownBy(() -> await(sealer.destroy(Sealer.SERVICE_SCOPE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private SealedSecret seal(String content) {
        return await(sealer.seal(place, Plaintext.of(content)));
    }

    private String open(Place at, SealedSecret sealed) {
        return await(sealer.open(at, sealed)).reveal();
    }

    private void refuses(Place at, byte[] sealed) {
        assertThatThrownBy(() -> open(at, new SealedSecret(sealed)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("pa55w0rd");
    }
}
