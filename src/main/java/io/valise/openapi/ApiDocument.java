package io.valise.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.jboss.jandex.IndexView;

/** Completes the document that the platform makes from the annotations. Runs once, when the service is built. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private final IndexView code;

    public ApiDocument(IndexView code) {
        this.code = code;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Routes routes = new Routes(code, document);
        AccessRules.apply(document, routes);
        PathParameters.apply(routes);
        Successes.apply(routes);
        new Conditions(code).apply(document, routes);
        new SchemaRules(code, document).apply();
        new ErrorReplies(code).apply(document, routes);
    }
}
