package io.valise.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.valise.platform.PublicPaths;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final int BEFORE_THE_PLATFORM = -1;
    private static final String PREFIX = DocumentFile.class.getName();

    /** The address of the first server, in JSON or YAML. */
    private static final Pattern SERVER = Pattern.compile("(\\bservers\\b[^/]*?\\burl\\b\"? ?: ?)\"?/\"?");

    private final PublicPaths paths;
    private final Map<Format, byte[]> files = new EnumMap<>(Format.class);

    DocumentFile(PublicPaths paths) {
        this.paths = paths;
    }

    /** Hides the files from the platform, which then prepares no document. To be called before it starts. */
    public static void skipAtStart() {
        OpenApiConstants.classLoader = new WithoutFiles(DocumentFile.class.getClassLoader());
    }

    /** Remembers the prefix that a proxy has removed, for the handler of the platform, which runs on another thread. */
    void register(@Observes Router router) {
        router.route("/openapi*").order(BEFORE_THE_PLATFORM).handler(context -> {
            ((HttpServerRequestInternal) context.request()).context().putLocal(PREFIX, paths.prefix(context.request()));
            context.next();
        });
    }

    @Override
    public synchronized byte[] getDocument(String documentName, Format format) {
        byte[] file = files.computeIfAbsent(format, read -> read(OpenApiConstants.BASE_NAME + "." + read));
        @Nullable Context request = Vertx.currentContext();
        @Nullable String prefix = request == null ? null : request.getLocal(PREFIX);
        return prefix == null || prefix.isEmpty() ? file : below(prefix, file);
    }

    /** The document for clients whose paths begin with the prefix: it becomes the address of the server. */
    private static byte[] below(String prefix, byte[] file) {
        return SERVER.matcher(new String(file, UTF_8))
                .replaceFirst(server -> Matcher.quoteReplacement(server.group(1) + '"' + prefix + '"'))
                .getBytes(UTF_8);
    }

    /** A file that the build has written. */
    static byte[] read(String name) {
        try (InputStream file = DocumentFile.class.getClassLoader().getResourceAsStream(name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
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
