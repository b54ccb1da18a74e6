package io.valise.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;

/** How to connect, and how patiently. Times are measured by a clock that nobody sets. */
public final class Options {
    final URI url;
    final String app;
    final Supplier<String> token;
    Duration startTimeout = Duration.ofSeconds(30);
    Duration requestTimeout = Duration.ofSeconds(10);
    Duration heartbeatTimeout = Duration.ofSeconds(45);
    Duration pollInterval = Duration.ofSeconds(10);
    boolean follow = true;
    HttpClient http;

    /**
     * Of an app, and a token that is asked for before each request, so that it can be replaced.
     *
     * @param url the service's address
     * @param app the app's {@code client_app_id}
     * @param token gives the runtime token
     */
    public Options(URI url, String app, Supplier<String> token) {
        this.url = url;
        this.app = app;
        this.token = token;
    }

    /**
     * From the environment variables {@code VALISE_URL}, {@code VALISE_APP} and {@code VALISE_TOKEN}.
     *
     * @return all else as by default
     * @throws ValiseException {@code InvalidOption} if one is missing
     */
    public static Options fromEnvironment() {
        String token = setting("VALISE_TOKEN");
        return new Options(uri(setting("VALISE_URL")), setting("VALISE_APP"), () -> token);
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new ValiseException("InvalidOption", name + " is not set");
        }
        return value;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new ValiseException("InvalidOption", "VALISE_URL is not an address");
        }
    }

    /**
     * How long {@code connect} goes on trying while the service cannot be reached or is not ready.
     *
     * @param timeout 30 s by default, zero for one try, {@code Duration.ofDays(365)} to wait; a refusal (token, app,
     *     address) is thrown at once
     * @return this
     */
    public Options startTimeout(Duration timeout) {
        startTimeout = timeout;
        return this;
    }

    /**
     * For an answer to arrive whole.
     *
     * @param timeout 10 s by default
     * @return this
     */
    public Options requestTimeout(Duration timeout) {
        requestTimeout = timeout;
        return this;
    }

    /**
     * How long the event stream may be silent before polling takes over.
     *
     * @param timeout 45 s by default
     * @return this
     */
    public Options heartbeatTimeout(Duration timeout) {
        heartbeatTimeout = timeout;
        return this;
    }

    /**
     * Between two plain polls. Back-off grows from a tenth of it to three times it.
     *
     * @param interval 10 s by default
     * @return this
     */
    public Options pollInterval(Duration interval) {
        pollInterval = interval;
        return this;
    }

    /**
     * Whether deployments are followed in the background.
     *
     * @param follow true by default; false reads the values once, for a program that ends
     * @return this
     */
    public Options follow(boolean follow) {
        this.follow = follow;
        return this;
    }

    /**
     * An HTTP client of your own, for a proxy or a certificate authority.
     *
     * @param http one that follows no redirects, as the token would go along
     * @return this
     */
    public Options http(HttpClient http) {
        this.http = http;
        return this;
    }

    @Override
    public String toString() {
        return "Options(" + app + ")";
    }
}
