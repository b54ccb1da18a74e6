package io.valise.crypto;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Parses master keys as they are written in settings. An error names the setting, the position and the rule, never the
 * input.
 */
final class MasterKeyParser {
    static final int KEY_BYTES = 32;

    private static final AesGcmParameters AES_256_GCM;

    static {
        try {
            AeadConfig.register();
            AES_256_GCM = AesGcmParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
        } catch (GeneralSecurityException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final String setting;
    private int position;

    private MasterKeyParser(String setting) {
        this.setting = setting;
    }

    /** The ring in this text, with at least one key. Fails with {@link MasterKeyException}. */
    static MasterKeyRing parse(String setting, String text) {
        MasterKeyParser parser = new MasterKeyParser(setting);
        List<MasterKey> keys = new ArrayList<>();
        for (String entry : MasterKeyEntries.split(text)) {
            parser.position++;
            for (MasterKey key : parser.entry(entry)) {
                if (keys.stream().anyMatch(other -> other.id().equals(key.id()))) {
                    throw parser.breaks("repeats the master key " + key.id());
                }
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw new MasterKeyException(setting + " holds no master key");
        }
        return new MasterKeyRing(keys);
    }

    private List<MasterKey> entry(String entry) {
        if (entry.startsWith("{")) {
            return keyset(entry);
        }
        return List.of(entry.contains("://") ? kms(entry) : raw(base64(entry)));
    }

    private byte[] base64(String entry) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(entry);
        } catch (IllegalArgumentException notBase64) {
            throw breaks("is neither base64, nor a Tink keyset in JSON, nor the URI of a KMS key");
        }
        if (key.length != KEY_BYTES) {
            throw breaks("must be base64 of " + KEY_BYTES + " bytes, but has " + key.length);
        }
        return key;
    }

    /** A master key of 32 bytes. Its id is a MAC computed with the key, so it reveals nothing about the key. */
    @AccessesPartialKey
    static MasterKey raw(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            byte[] name = mac.doFinal("valise/master-key-id".getBytes(StandardCharsets.US_ASCII));
            AesGcmKey key = AesGcmKey.builder()
                    .setParameters(AES_256_GCM)
                    // The only place where key bytes come from outside Tink: from the operator's setting.
                    .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                    .build();
            return new MasterKey(HexFormat.of().formatHex(name, 0, 8), aead(key, 1), false);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-256-GCM or HMAC-SHA-256 is not available", impossible);
        }
    }

    /**
     * Each enabled key of the keyset as a separate master key, its primary first. So rotating the keyset rotates the
     * ring.
     */
    private List<MasterKey> keyset(String json) {
        try {
            KeysetHandle keyset = TinkJsonProtoKeysetFormat.parseKeyset(
                    json, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
            List<MasterKey> keys = new ArrayList<>();
            for (KeysetHandle.Entry entry : primaryFirst(keyset)) {
                String id = "tink:" + Integer.toUnsignedString(entry.getId());
                keys.add(new MasterKey(id, aead(entry.getKey(), entry.getId()), false));
            }
            return keys;
        } catch (GeneralSecurityException | RuntimeException malformed) {
            throw breaks("is not an unencrypted Tink keyset in JSON with AEAD keys");
        }
    }

    private static List<KeysetHandle.Entry> primaryFirst(KeysetHandle keyset) {
        return Stream.concat(
                        Stream.of(keyset.getPrimary()),
                        IntStream.range(0, keyset.size())
                                .mapToObj(keyset::getAt)
                                .filter(entry -> !entry.isPrimary() && entry.getStatus() == KeyStatus.ENABLED))
                .toList();
    }

    private static Aead aead(Key key, int id) throws GeneralSecurityException {
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withFixedId(id).makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private MasterKey kms(String uri) {
        KmsClient client = KmsClientFinder.find(uri).orElseThrow(() -> breaks(noClient(uri)));
        try {
            return new MasterKey(uri, client.withDefaultCredentials().getAead(uri), true);
        } catch (GeneralSecurityException | RuntimeException refused) {
            throw breaks("names a KMS key, but its client found no credentials or refused the URI ("
                    + MasterKeyException.kind(refused) + ")");
        }
    }

    /** Only names a known scheme: whatever else stands before "://" could be part of a secret. */
    private static String noClient(String uri) {
        return KmsClientFinder.profileOf(uri)
                .map(profile -> "is the " + profile + ":// URI of a KMS key, but this build has no client for it:"
                        + " build the jar with ./mvnw package -P" + profile + " (docs/master-key.md)")
                .orElse("names a KMS key, but the class path has no Tink client for it");
    }

    private MasterKeyException breaks(String rule) {
        return new MasterKeyException(setting + ": master key " + position + " " + rule);
    }
}
