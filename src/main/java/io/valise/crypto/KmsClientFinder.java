package io.valise.crypto;

import com.google.crypto.tink.KmsClient;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.StreamSupport;

/**
 * Finds the Tink client for the URI of a KMS key: either one registered as a service, or one that a Maven profile of
 * the build adds. Google's jars do not register theirs.
 */
final class KmsClientFinder {
    /** By URI scheme, which is also the name of the profile. Not available in native executables. */
    private static final Map<String, String> OF_PROFILES = Map.of(
            "aws-kms", "com.google.crypto.tink.integration.awskms.AwsKmsClient",
            "gcp-kms", "com.google.crypto.tink.integration.gcpkms.GcpKmsClient");

    private KmsClientFinder() {}

    /** The client, without credentials yet; empty if the class path has none for this URI. */
    static Optional<KmsClient> find(String uri) {
        return StreamSupport.stream(ServiceLoader.load(KmsClient.class).spliterator(), false)
                .filter(client -> client.doesSupport(uri))
                .findFirst()
                .or(() -> profileOf(uri).flatMap(KmsClientFinder::ofProfile));
    }

    /** The Maven profile that adds the client for this URI; empty if there is no such profile. */
    static Optional<String> profileOf(String uri) {
        return OF_PROFILES.keySet().stream()
                .filter(scheme -> uri.startsWith(scheme + "://"))
                .findFirst();
    }

    private static Optional<KmsClient> ofProfile(String profile) {
        try {
            return Optional.of((KmsClient) Class.forName(OF_PROFILES.get(profile))
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException | LinkageError absent) {
            return Optional.empty();
        }
    }
}
