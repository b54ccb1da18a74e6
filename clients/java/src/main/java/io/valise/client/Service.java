package io.valise.client;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The run-time routes of one app. Nothing it throws holds the token or a body. An interrupt ends a request. */
final class Service {
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern REVISION = Pattern.compile("data: ?\\{.*\"revision\"\\s*:\\s*(\\d{1,18})\\b.*");

    private final String origin;
    private final String address;
    private final Supplier<String> token;
    private final HttpClient http;

    Service(Options options) {
        URI url = options.url;
        if (url == null
                || url.getHost() == null
                || !List.of("http", "https").contains(url.getScheme())
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new ValiseException(
                    "InvalidOption", "url must be http(s)://host[:port][/path], without user or query");
        }
        if (options.app == null || options.app.isEmpty()) {
            throw new ValiseException("InvalidOption", "app is missing");
        }
        origin = url.getScheme() + "://" + url.getRawAuthority();
        address = origin + url.getRawPath().replaceFirst("/+$", "") + "/api/client/v1/apps/"
                + URLEncoder.encode(options.app, StandardCharsets.UTF_8).replace("+", "%20");
        token = options.token;
        http = options.http != null
                ? options.http
                : HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        if (http.followRedirects() != Redirect.NEVER) {
            throw new ValiseException("InvalidOption", "http follows redirects: the token would go along");
        }
    }

    /**
     * All values, or nothing if they are still those of the ETag.
     *
     * @param etag null for the first time
     * @param wait how long the service may hold the request for a newer revision
     * @param timeout for the whole answer, beyond the wait
     */
    Optional<Snapshot> values(String etag, Duration wait, Duration timeout) {
        boolean known = etag != null && !etag.isEmpty();
        HttpRequest.Builder request = request(known && !wait.isZero() ? "/values?wait=" + wait.toSeconds() : "/values");
        if (known) {
            request.header("If-None-Match", etag);
        }
        HttpResponse<String> answer = await(
                http.sendAsync(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8)), timeout.plus(wait));
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(Snapshot.parse(answer.body(), header(answer, "ETag")));
            case 304 -> Optional.empty();
            default -> throw refusal(answer, answer.body());
        };
    }

    /**
     * Follows the deployments until the stream, once begun, ends.
     *
     * @param first how long the first event may take, else a {@code Timeout}
     * @param silence how long the stream may be silent after it, else a {@code Timeout}
     * @param deployed told each revision, before the next event is looked at
     */
    void events(Duration first, Duration silence, LongConsumer deployed) {
        long began = System.nanoTime();
        HttpRequest request =
                request("/events").header("Accept", "text/event-stream").build();
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
                await(http.sendAsync(request, BodyHandlers.ofPublisher()), first);
        if (answer.statusCode() != 200) {
            BodySubscriber<String> body = BodySubscribers.ofString(StandardCharsets.UTF_8);
            answer.body().subscribe(body);
            throw refusal(answer, await(body.getBody().toCompletableFuture(), first));
        }
        try (Lines lines = new Lines()) {
            answer.body().subscribe(BodySubscribers.fromLineSubscriber(lines));
            if (!header(answer, "Content-Type").startsWith("text/event-stream")) {
                throw new ValiseException("UnexpectedAnswer", "the answer to /events is no event stream", 200);
            }
            boolean begun = false;
            String line = next(lines, first.minusNanos(System.nanoTime() - began));
            while (line != Lines.END) {
                Matcher revision = REVISION.matcher(line);
                if (revision.matches()) {
                    deployed.accept(Long.parseLong(revision.group(1)));
                    begun = true;
                }
                line = next(lines, begun ? silence : first.minusNanos(System.nanoTime() - began));
            }
            if (!begun) {
                throw new ValiseException("UnexpectedAnswer", "the event stream ended before its first event", 200);
            }
        }
    }

    private String next(Lines lines, Duration patience) {
        try {
            String line = lines.next(patience);
            if (line == null) {
                throw new ValiseException("Timeout", origin + " sends no events");
            }
            return line;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Authorization", "Bearer " + shownToken());
    }

    private String shownToken() {
        String shown;
        try {
            shown = token.get().strip();
        } catch (RuntimeException e) {
            shown = "";
        }
        // The JDK's own message would quote it.
        if (!TOKEN.matcher(shown).matches()) {
            throw new ValiseException("InvalidOption", "the token is empty, or has characters that no token has");
        }
        return shown;
    }

    private <T> T await(CompletableFuture<T> answer, Duration timeout) {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ValiseException("Timeout", origin + " took too long to answer");
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof IOException failure
                    ? failure.getClass().getSimpleName()
                    : "failed";
            throw new ValiseException("Unreachable", origin + " cannot be reached (" + why + ")");
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            answer.cancel(true);
        }
    }

    private static ValiseException interrupted() {
        Thread.currentThread().interrupt();
        return new ValiseException("Interrupted", "the thread was interrupted");
    }

    /** The service's own sentence, if it is the service that answered. */
    private static ValiseException refusal(HttpResponse<?> answer, String body) {
        int status = answer.statusCode();
        if (status >= 300 && status < 400) {
            String target = header(answer, "Location").replaceFirst("\\?.*", "");
            return new ValiseException(
                    "Redirected",
                    "redirected to " + target + ": set url to the address itself, the token is not sent elsewhere",
                    status);
        }
        try {
            Map<String, String> parts = Json.members(body);
            if (Json.read(parts.getOrDefault("error", "0")) instanceof String error
                    && Json.read(parts.getOrDefault("error_code", "0")) instanceof String code) {
                return new ValiseException(code, error, status);
            }
        } catch (IllegalArgumentException e) {
            // Somebody else answered; what it says is nothing for a log.
        }
        return new ValiseException("UnexpectedAnswer", "answered " + status, status);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
