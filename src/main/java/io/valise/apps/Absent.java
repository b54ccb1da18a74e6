package io.valise.apps;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What clients of this API family ask for and this service does not have: the routes, and the sentence that says so. */
enum Absent {
    USERS(Routes.USERS, "Valise has no users: it stores configuration, and programs read it with runtime tokens"),
    USER_API_KEYS(
            Routes.USER_API_KEYS,
            "Valise has no API keys of users: programs read with runtime tokens, and people and scripts use the API keys"
                    + " of the project"),
    LOGS(Routes.LOGS, "Valise has no logs of apps: the app's audit says who changed what and who read secrets"),
    ACCESS_LIST(
            Routes.ACCESS_LIST,
            "Valise has no access lists of apps: limit the addresses that may connect in front of it, in a proxy or a"
                    + " network policy"),
    SCHEMAS(Routes.SCHEMAS, "Valise has no data models: it keeps the schemas of an app as files, and reads none"),
    PASSWORDS(
            Routes.PASSWORDS,
            "Valise has no log-in with a user name and a password: log in with an API key, by --api-key and"
                    + " --private-api-key"),
    TEMPLATES(Routes.TEMPLATES, "Valise has no templates: create an empty app, and push your own files"),
    CLUSTERS(
            Routes.CLUSTERS,
            "Valise has no clusters, serverless instances or data lakes: it keeps data sources as files, and connects"
                    + " to none");

    /** The routes as regular expressions: constants, as annotations need them. */
    static final class Routes {
        static final String USERS = "users(?:/.+)?|user_registrations/.+";
        static final String USER_API_KEYS = "api_keys(?:/.+)?";
        static final String LOGS = "logs(?:/.+)?";
        static final String ACCESS_LIST = "security/access_list(?:/.+)?";
        static final String SCHEMAS = "sync/client_schemas/.+";
        static final String PASSWORDS = "auth/providers/local-userpass/login";
        static final String TEMPLATES = "templates(?:/.+)?";
        static final String CLUSTERS = "clusters|serverless|dataLakes";

        /** Those of an app. */
        static final String OF_APP =
                USERS + "|" + USER_API_KEYS + "|" + LOGS + "|" + ACCESS_LIST + "|" + SCHEMAS + "|" + TEMPLATES;

        private Routes() {}
    }

    private final Pattern routes;
    private final String sentence;

    Absent(String routes, String sentence) {
        this.routes = Pattern.compile(routes);
        this.sentence = sentence;
    }

    /** 404 {@code NotSupported} for what a route asks for. */
    static ApiException at(String route) {
        return Arrays.stream(values())
                .filter(one -> one.routes.matcher(route).matches())
                .findFirst()
                .map(one -> new ApiException(ErrorCode.NotSupported, one.sentence))
                .orElseThrow();
    }
}
