package io.valise.store;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCompressor;
import io.quarkus.runtime.ImageMode;
import java.util.List;
import java.util.Locale;

/**
 * Compression of what goes to and comes from a server: on where the server has it, unless the URI says otherwise.
 *
 * <p>On the JVM only. zlib, because it is the only one of the three that the JDK has: snappy and zstd need libraries of native code, which
 * the native executable would have to unpack at its start. Every server offers it by default.
 */
final class WireCompression {
    /** The fastest: a higher one takes several times the processor time and saves little more. */
    private static final int LEVEL = 1;

    private WireCompression() {}

    /**
     * The settings with compression, unless the URI has the option {@code compressors}: what it names is used then, and
     * nothing if it is empty ({@code compressors=}).
     */
    static MongoClientSettings.Builder unlessChosen(MongoClientSettings.Builder builder, String uri) {
        if (ImageMode.current().isNativeImage()) {
            // Quarkus leaves every compressor out of a native executable: with one, no connection can be made.
            return builder.compressorList(List.of());
        }
        return uri.toLowerCase(Locale.ROOT).matches("[^?]*\\?(.*[&;])?compressors=.*")
                ? builder
                : builder.compressorList(
                        List.of(MongoCompressor.createZlibCompressor().withProperty(MongoCompressor.LEVEL, LEVEL)));
    }
}
