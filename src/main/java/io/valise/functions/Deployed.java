package io.valise.functions;

import io.valise.runtime.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The deployed revision, as running programs read it. For one call, in one thread. */
final class Deployed implements Configuration {
    private final Snapshot snapshot;
    private @Nullable Map<String, byte[]> values;

    Deployed(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public @Nullable String value(String name) {
        if (values == null) {
            values = snapshot.values();
        }
        byte[] json = values.get(name);
        return json == null ? null : text(json);
    }

    @Override
    public String tag() {
        return snapshot.tag();
    }

    @Override
    public String environment() {
        return snapshot.environment().entrySet().stream()
                .map(one -> "\"" + one.getKey() + "\":" + text(one.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
