package io.valise.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller whose requests carry, in {@code If-Match}, the state that the caller has seen. */
public final class IfMatch {
    private final Api caller;
    private final String[] lines;

    private IfMatch(Api caller, String... lines) {
        this.caller = caller;
        this.lines = lines;
    }

    /** A caller who sends these lines of {@code If-Match}, usually one: an ETag, a list of ETags, or anything else. */
    public static IfMatch of(Api caller, String... lines) {
        return new IfMatch(caller, lines);
    }

    /** The ETag of a reply. It must be strong and quoted. */
    public static String etag(Answer reply) {
        String etag = reply.header("ETag");
        assertThat(etag).as("the ETag of a reply").matches("\"[!#-~]+\"");
        return etag;
    }

    /** The ETag in the reply of a GET. */
    public static String etag(Api caller, String rest) {
        return etag(caller.get(rest).statusCode(200));
    }

    private Request request() {
        Request request = caller.request();
        for (String line : lines) {
            request.header("If-Match", line);
        }
        return request;
    }

    public Answer put(String rest, Object body) {
        return request().body(body).put(caller.path(rest));
    }

    public Answer delete(String rest) {
        return request().delete(caller.path(rest));
    }

    public Answer post(String rest) {
        return request().post(caller.path(rest));
    }
}
