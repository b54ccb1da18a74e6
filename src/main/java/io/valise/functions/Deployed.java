package io.valise.functions;

import io.valise.runtime.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the deployed revision, as running programs do. For one call, in one thread. */
final class Deployed implements Configuration {
    private final Snapshot snapshot;
    private final Consumer<String> secretRead;

    /** Calls {@code secretRead} with the name of each value read that holds a secret's content. */
    Deployed(Snapshot snapshot, Consumer<String> secretRead) {
        this.snapshot = snapshot;
        this.secretRead = secretRead;
    }

    @Override
    public @Nullable String value(String name) {
        byte[] json = snapshot.json(name);
        if (json != null && snapshot.isSecret(name)) {
            secretRead.accept(name);
        }
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
