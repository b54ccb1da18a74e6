package io.valise.functions;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A sandbox without the service around it. */
final class Given {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    static final String SECRET = "\"a-made-up-secret\"";

    private static final QuickJs ENGINE = new QuickJs(Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());

    static {
        ENGINE.ready().await().indefinitely();
    }

    private Given() {}

    record Limits(Duration time, int memory, int output, int source, int threads, int queue)
            implements FunctionSettings {}

    static final Limits LIMITS = new Limits(Duration.ofSeconds(1), 16 << 20, 1 << 20, 1 << 18, 2, 32);

    private record Values(Function<String, @Nullable String> values, String tag, String environment)
            implements Configuration {
        @Override
        public @Nullable String value(String name) {
            return values.apply(name);
        }
    }

    static Configuration reading(Function<String, @Nullable String> values) {
        return new Values(values, "testing", "{\"url\":\"http://testing\"}");
    }

    static final Configuration VALUES = reading(
            Map.of("greeting", "\"hello\"", "settings", "{\"times\":3}", "nothing", "null", "key", SECRET)::get);

    static Sandbox sandbox(FunctionSettings limits) {
        return new Sandbox(ENGINE, new SecureRandom(), limits);
    }

    static Call call(String source) {
        return new Call(source, null, List.of(), VALUES);
    }

    /** Runs it in this thread, without a time limit. */
    static RunResult run(String source) {
        return sandbox(LIMITS).run(call(source));
    }
}
