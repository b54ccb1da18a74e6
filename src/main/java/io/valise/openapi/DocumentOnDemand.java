package io.valise.openapi;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiRecorder;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the OpenAPI document until somebody asks for it. The platform reads what the build has written of it, and
 * writes it once more in each format, before the service listens: that was more than half of a start. Until then its
 * service finds no document; the first request has it made, by the platform, as it would have been.
 */
@ApplicationScoped
public class DocumentOnDemand {
    private static final String MADE_BY_THE_BUILD = OpenApiConstants.BASE_NAME + "." + Format.JSON;
    private static final int BEFORE_THE_PLATFORM = -1;
    /** All of ours run at build time. */
    private static final Map<RunStage, List<String>> NO_FILTERS =
            Stream.of(RunStage.values()).collect(toMap(identity(), stage -> List.of()));

    private static volatile boolean isPostponed;

    /** To be called before the platform starts; else it makes the document at the start. */
    public static void postpone() {
        isPostponed = true;
        OpenApiConstants.classLoader = new Without(DocumentOnDemand.class.getClassLoader());
    }

    void register(@Observes Router router) {
        router.route("/openapi*").order(BEFORE_THE_PLATFORM).handler(DocumentOnDemand::haveItMade);
    }

    private static void haveItMade(RoutingContext request) {
        if (isPostponed) {
            request.vertx()
                    .executeBlocking(DocumentOnDemand::make)
                    .onSuccess(made -> request.next())
                    .onFailure(request::fail);
        } else {
            request.next();
        }
    }

    private static synchronized @Nullable Void make() {
        if (isPostponed) {
            OpenApiConstants.classLoader = DocumentOnDemand.class.getClassLoader();
            prepare();
            isPostponed = false;
        }
        return null;
    }

    /** As the platform does it at its start. */
    static void prepare() {
        new OpenApiRecorder(null, null).prepareDocument(null, NO_FILTERS, OpenApiConstants.DEFAULT_DOCUMENT_NAME);
    }

    /** Finds all but the document. */
    private static final class Without extends ClassLoader {
        Without(ClassLoader all) {
            super(all);
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return name.equals(MADE_BY_THE_BUILD) ? null : super.getResourceAsStream(name);
        }
    }
}
