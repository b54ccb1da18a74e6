package io.valise.store;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCompressor;
import io.quarkus.runtime.ImageMode;
import java.util.List;
import java.util.Locale;

/**
 * Enables compression on connections to an external server, if the server supports it and the URI does not choose
 * otherwise.
 *
 * <p>On the JVM only. Uses zlib, the only one of the three algorithms that the JDK includes: snappy and zstd need
 * native libraries, which the native executable would have to unpack at start. Every server offers zlib by default.
 */
final class WireCompression {
    /** The fastest level: higher ones take several times the CPU time and save little more. */
    private static final int LEVEL = 1;

    private WireCompression() {}

    /**
     * Adds compression, unless the URI has the option {@code compressors}. Then the URI decides, and an empty option
     * ({@code compressors=}) turns compression off.
     */
    static MongoClientSettings.Builder unlessChosen(MongoClientSettings.Builder builder, String uri) {
        if (ImageMode.current().isNativeImage()) {
            // Quarkus leaves every compressor out of a native executable. With one enabled, no connection can be made.
            return builder.compressorList(List.of());
        }
        return uri.toLowerCase(Locale.ROOT).matches("[^?]*\\?(.*[&;])?compressors=.*")
                ? builder
                : builder.compressorList(
                        List.of(MongoCompressor.createZlibCompressor().withProperty(MongoCompressor.LEVEL, LEVEL)));
    }
}
