package io.valise.openapi;

import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Documents the token that each route needs: the access token, except for routes with their own rule and those below. */
final class AccessRules {
    private static final String ACCESS_TOKEN = "accessToken";
    private static final String REFRESH_TOKEN = "refreshToken";
    private static final String RUNTIME_TOKEN = "runtimeToken";
    private static final String DIGEST = "digest";

    private AccessRules() {}

    static void apply(OpenAPI document, Routes routes) {
        Components components = document.getComponents();
        components.addSecurityScheme(
                ACCESS_TOKEN, bearer("The `access_token` of a login. Lives 30 minutes, unless set otherwise."));
        components.addSecurityScheme(
                REFRESH_TOKEN, bearer("The `refresh_token` of a login. Lives 60 days, unless set otherwise."));
        components.addSecurityScheme(
                RUNTIME_TOKEN, bearer("The `token` of a new runtime token. Reads one app's values, and nothing else."));
        components.addSecurityScheme(
                DIGEST,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("digest")
                        .description("An API key pair by HTTP Digest: MD5, `qop=auth`."));
        document.setSecurity(List.of(requires(ACCESS_TOKEN)));
        for (Route route : routes) {
            if (route.path().endsWith("/auth/session")) {
                route.operation().setSecurity(List.of(requires(REFRESH_TOKEN)));
            } else if (route.path().startsWith("/api/client/")) {
                route.operation().setSecurity(List.of(requires(RUNTIME_TOKEN)));
            } else if (route.path().startsWith("/api/public/")) {
                route.operation().setSecurity(List.of(requires(DIGEST), requires(ACCESS_TOKEN)));
            }
        }
    }

    private static SecurityScheme bearer(String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(description);
    }

    private static SecurityRequirement requires(String scheme) {
        return OASFactory.createSecurityRequirement().addScheme(scheme);
    }
}
