package io.valise.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.jboss.jandex.IndexView;

/** Completes the document that the platform makes from the annotations. Runs once, when the service is built. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private final IndexView code;

    public ApiDocument(IndexView code) {
        this.code = code;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        List<Route> routes = Route.of(code, document);
        PathParameters.apply(routes);
        Successes.apply(routes);
        new ConditionalReplies(code).apply(routes);
        new SchemaRules(code, document).apply();
        new ErrorReplies(code).apply(document, routes);
    }
}
