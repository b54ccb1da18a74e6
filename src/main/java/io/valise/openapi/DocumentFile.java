package io.valise.openapi;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves the OpenAPI document from the files that the build writes, one for each format. The platform would parse the
 * file and write it again in each format at every start, which was more than half of the start.
 */
@Singleton
@Alternative
@Priority(1)
@Unremovable
public class DocumentFile extends OpenApiDocumentService {
    private final Map<Format, byte[]> files = new EnumMap<>(Format.class);

    /** Hides the files from the platform, which then prepares no document. To be called before it starts. */
    public static void skipAtStart() {
        OpenApiConstants.classLoader = new WithoutFiles(DocumentFile.class.getClassLoader());
    }

    @Override
    public synchronized byte[] getDocument(String documentName, Format format) {
        return files.computeIfAbsent(format, DocumentFile::read);
    }

    private static byte[] read(Format format) {
        try (InputStream file = DocumentFile.class.getClassLoader().getResourceAsStream(name(format))) {
            return Objects.requireNonNull(file, name(format)).readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String name(Format format) {
        return OpenApiConstants.BASE_NAME + "." + format;
    }

    /** Finds every resource except the document. */
    private static final class WithoutFiles extends ClassLoader {
        WithoutFiles(ClassLoader all) {
            super(all);
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return name.startsWith(OpenApiConstants.BASE_NAME) ? null : super.getResourceAsStream(name);
        }
    }
}
