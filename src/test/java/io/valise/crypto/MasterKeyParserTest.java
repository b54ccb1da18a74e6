package io.valise.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyParserTest {
    static final String A = key(1);
    static final String B = key(2);

    /** The key for this seed, in base64. */
    static String key(long seed) {
        return bytes(seed, 32);
    }

    private static String bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static MasterKeyRing parse(String text) {
        return MasterKeyParser.parse("valise.master-key", text);
    }

    @Nested
    class Takes {
        @Test
        void base64_of_32_bytes_with_a_stable_id_that_does_not_show_the_key() {
            assertThat(parse(A).ids()).isEqualTo(parse(A + "\n").ids()).hasSize(1);
            assertThat(parse(A).primary().id()).matches("[0-9a-f]{16}").isEqualTo("b87cf01c6561c31e");
            assertThat(parse(A).ids()).isNotEqualTo(parse(B).ids());
            assertThat(parse(A).primary().toString()).doesNotContain(A.substring(0, 8));
        }

        @ParameterizedTest
        @ValueSource(strings = {" ", "\n", ",", " ,\r\n\t"})
        void several_of_which_the_first_is_the_primary(String separator) {
            assertThat(parse(B + separator + A).ids())
                    .containsExactly(parse(B).primary().id(), parse(A).primary().id());
        }

        @Test
        void a_Tink_keyset_whose_keys_are_known_by_their_ids_its_primary_first() throws Exception {
            KeysetHandle keyset = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withFixedId(17))
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withFixedId(-1)
                            .makePrimary())
                    .build();
            String json = json(keyset);
            assertThat(parse(json).ids()).containsExactly("tink:4294967295", "tink:17");
            assertThat(parse(A + "," + json + "\n" + B).ids()).hasSize(4).contains("tink:17");
        }

        @Test
        void a_KMS_by_its_URI() {
            MasterKey key = parse(A + " " + FakeKmsClient.KEY_URI).keys().get(1);
            assertThat(key.id()).isEqualTo(FakeKmsClient.KEY_URI);
            assertThat(key.blocking()).isTrue();
        }
    }

    @Nested
    class Refuses_in_one_sentence_without_the_key {
        @Test
        void text_that_is_not_base64() {
            refuses("p@ssw0rd-p@ssw0rd", "valise.master-key: master key 1 is neither base64, nor a Tink keyset");
        }

        @Test
        void a_key_that_is_too_short_or_too_long() {
            refuses(bytes(1, 31), "valise.master-key: master key 1 must be base64 of 32 bytes, but has 31");
            refuses(A + " " + bytes(1, 33), "valise.master-key: master key 2 must be base64 of 32 bytes, but has 33");
        }

        @Test
        void nothing() {
            refuses(" ,\n", "valise.master-key holds no master key");
        }

        @Test
        void the_same_key_twice() {
            refuses(A + " " + B + " " + A, "master key 3 repeats the master key");
        }

        @Test
        void a_keyset_that_is_truncated_or_for_another_purpose() throws Exception {
            AeadConfig.register();
            MacConfig.register();
            String json =
                    json(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
            String mac = json(KeysetHandle.generateNew(
                    PredefinedMacParameters.HMAC_SHA256_256BITTAG, RegistryConfiguration.get()));
            for (String keyset : List.of(json.substring(0, json.length() - 9), mac, "{}", "{\"a\": \"}\"")) {
                refuses(
                        keyset,
                        "valise.master-key: master key 1 is not an unencrypted Tink keyset in JSON with AEAD keys");
            }
        }

        @Test
        void a_KMS_that_has_no_client_or_whose_client_fails() {
            refuses(
                    "aws-kms://arn:aws:kms:x",
                    "valise.master-key: master key 1 is the aws-kms:// URI of a KMS key, but this build has no client for it: build the"
                            + " jar with ./mvnw package -Paws-kms (docs/master-key.md)");
            refuses(
                    "gcp-kms://projects/x",
                    "is the gcp-kms:// URI of a KMS key, but this build has no client for it: build the jar");
            refuses("s3cr3t://x", "names a KMS key, but the class path has no Tink client for it");
            refuses(FakeKmsClient.BROKEN_URI, "found no credentials or refused the URI (GeneralSecurityException)");
        }

        @Test
        void a_file_that_does_not_exist_or_is_not_text(@TempDir Path folder) throws Exception {
            assertThatThrownBy(() -> MasterKeyFile.read("valise.master-key-file", folder.resolve("none")))
                    .hasMessage("valise.master-key-file (" + folder.resolve("none") + ") does not exist");
            assertThatThrownBy(() -> MasterKeyFile.read("valise.master-key-file", folder))
                    .hasMessage("valise.master-key-file (" + folder + ") cannot be read as text: IOException");
            Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
            assertThatThrownBy(() -> MasterKeyFile.read("valise.master-key-file", binary))
                    .hasMessageContaining("cannot be read as text");
        }

        private void refuses(String text, String sentence) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOf(MasterKeyException.class)
                    .hasMessageContaining(sentence)
                    .hasNoCause()
                    .satisfies(failure -> {
                        for (String entry : MasterKeyEntries.split(text)) {
                            assertThat(failure.getMessage()).doesNotContain(entry);
                        }
                    });
        }
    }

    private static String json(KeysetHandle keyset) throws Exception {
        return TinkJsonProtoKeysetFormat.serializeKeyset(
                keyset, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
    }
}
