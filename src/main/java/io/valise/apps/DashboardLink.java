package io.valise.apps;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Redirects from the address that the official command-line client prints for an app to the app in the console. */
@ApplicationScoped
public class DashboardLink {
    private static final String PATH = "/groups/[0-9a-f]{24}/apps/(?<app>[0-9a-f]{24})/dashboard";

    /** Relative, because a proxy may have removed the beginning of the path. */
    private static final String CONSOLE = "../../../../#/apps/";

    /** The path of an app's link. */
    public static String of(App app) {
        return "/groups/" + app.project.toHexString() + "/apps/" + app.id.toHexString() + "/dashboard";
    }

    void register(@Observes Router router) {
        router.routeWithRegex(PATH)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> context.response()
                        .setStatusCode(302)
                        .putHeader(HttpHeaders.LOCATION, CONSOLE + context.pathParam("app"))
                        .end());
    }
}
