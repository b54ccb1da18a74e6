package io.valise.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.hamcrest.Matcher;

/**
 * An HTTP reply to check and read. Paths are <a href="https://github.com/json-path/JsonPath">JsonPath</a> expressions,
 * such as {@code values[0].name}, {@code [*].name} or {@code [?(@.name == 'a')].name}.
 */
public final class Answer {
    private static final Configuration JSON = Configuration.builder()
            .jsonProvider(new JacksonJsonProvider())
            .options(Option.DEFAULT_PATH_LEAF_TO_NULL)
            .build();
    private static final int SHOWN = 2_000;

    private final HttpResponse<byte[]> reply;
    private DocumentContext json;

    Answer(HttpResponse<byte[]> reply) {
        this.reply = reply;
    }

    public int statusCode() {
        return reply.statusCode();
    }

    public Answer statusCode(int expected) {
        return statusCode(is(expected));
    }

    public Answer statusCode(Matcher<? super Integer> expected) {
        assertThat("status of " + this, statusCode(), expected);
        return this;
    }

    /**
     * Checks that this is an error in the common form: this status and code, a message without a trace of our code, and
     * a link.
     */
    public Answer error(int status, String code) {
        return statusCode(status)
                .header("Content-Type", "application/json")
                .body("error_code", equalTo(code))
                .body("error", not(emptyOrNullString()))
                .body("error", not(matchesPattern("(?s).*(\\bat [a-z]+\\.|[a-z]+\\.[a-z]+\\.[A-Z]|Exception).*")))
                .body("link", endsWith("#" + code));
    }

    public HttpHeaders headers() {
        return reply.headers();
    }

    /** The header's first value, or null. */
    public String header(String name) {
        return headers().firstValue(name).orElse(null);
    }

    public Answer header(String name, String expected) {
        return header(name, is(expected));
    }

    public Answer header(String name, Matcher<? super String> expected) {
        assertThat(name + " of " + this, header(name), expected);
        return this;
    }

    /** Checks the content type. Parameters that are not expected are ignored. */
    public Answer contentType(String expected) {
        String type = header("Content-Type");
        assertThat("Content-Type of " + this, type == null ? null : type.split(";")[0], is(expected.split(";")[0]));
        return this;
    }

    public byte[] asByteArray() {
        return reply.body();
    }

    public String asString() {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    public Answer body(Matcher<? super String> expected) {
        assertThat("body of " + this, asString(), expected);
        return this;
    }

    @SuppressWarnings("unchecked")
    public Answer body(String path, Matcher<?> expected) {
        assertThat(path + " of " + this, path(path), (Matcher<Object>) expected);
        return this;
    }

    /** The result of the path as Java objects: null for a missing field, a list for a filter or a {@code *}. */
    @SuppressWarnings("unchecked")
    public <T> T path(String path) {
        if (json == null) {
            json = JsonPath.using(JSON).parse(asString());
        }
        return (T) json.read(path.isEmpty() ? "$" : path);
    }

    /** The result of the path as text, or null. For a path with a filter, the first match. */
    public String getString(String path) {
        Object found = first(path);
        return found == null ? null : found.toString();
    }

    public int getInt(String path) {
        return ((Number) first(path)).intValue();
    }

    public long getLong(String path) {
        return ((Number) first(path)).longValue();
    }

    public boolean getBoolean(String path) {
        return (Boolean) first(path);
    }

    public <T> List<T> getList(String path) {
        return path(path);
    }

    @SuppressWarnings("unchecked")
    public <K, V> Map<K, V> getMap(String path) {
        return (Map<K, V>) first(path);
    }

    private Object first(String path) {
        Object found = path(path);
        if (found instanceof List<?> list && !JsonPath.isPathDefinite(path)) {
            return list.isEmpty() ? null : list.get(0);
        }
        return found;
    }

    /** Whether it contains the content of a made-up secret. */
    boolean revealsSecret() {
        return asString().contains(MadeUp.MARK) || headers().map().toString().contains(MadeUp.MARK);
    }

    /** Method, path, status and body. The body is omitted if it contains a secret. */
    @Override
    public String toString() {
        String text = asString();
        return reply.request().method() + " " + reply.uri().getPath() + ": " + statusCode() + " "
                + (revealsSecret() ? "(with a secret)" : text.substring(0, Math.min(SHOWN, text.length())));
    }
}
