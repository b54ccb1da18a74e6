package io.valise.functions;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.valise.crypto.Sealer;
import io.valise.environments.EnvironmentValue;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.Revisions;
import io.valise.revisions.View;
import io.valise.secrets.Secret;
import io.valise.values.Value;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What the deployed revision of an app gives to its Functions. */
@ApplicationScoped
class DeployedConfigurations {
    @Inject
    Revisions revisions;

    @Inject
    Sealer sealer;

    private record Loaded(Map<String, String> values, String tag, String environment) implements Configuration {
        @Override
        public @Nullable String value(String name) {
            return values.get(name);
        }
    }

    Uni<Configuration> of(ObjectId app) {
        return revisions.current(app).flatMap(revision -> load(revision.view()));
    }

    private Uni<Configuration> load(View view) {
        Map<String, String> values = new HashMap<>();
        Map<String, String> environment = new HashMap<>();
        return Multi.createFrom()
                .iterable(view.entries())
                .onItem()
                .transformToUniAndConcatenate(entry -> load(view, entry, values, environment))
                .onItem()
                .ignoreAsUni()
                .map(done -> new Loaded(
                        values,
                        view.tag(),
                        environment.entrySet().stream()
                                .map(one -> "\"" + one.getKey() + "\":" + one.getValue())
                                .collect(Collectors.joining(",", "{", "}"))));
    }

    private Uni<Void> load(View view, Entry entry, Map<String, String> values, Map<String, String> environment) {
        if (entry.kind() == Kind.VALUE && entry.secret() != null) {
            Entry secret = view.get(entry.secret());
            return Secret.<Secret>findById(secret == null ? null : secret.content())
                    .flatMap(content -> sealer.open(content.place(), content.content))
                    .invoke(clear -> values.put(entry.name(), quoted(clear.reveal())))
                    .replaceWithVoid();
        }
        if (entry.kind() == Kind.VALUE && entry.content() != null) {
            return Value.<Value>findById(entry.content())
                    .invoke(content -> values.put(entry.name(), content.json))
                    .replaceWithVoid();
        }
        if (entry.kind() == Kind.ENVIRONMENT_VALUE) {
            String column = view.tag().isEmpty() ? "none" : view.tag();
            return EnvironmentValue.<EnvironmentValue>findById(entry.content())
                    .invoke(content -> {
                        @Nullable String json = content.columns.get(column);
                        if (json != null) {
                            environment.put(entry.name(), json);
                        }
                    })
                    .replaceWithVoid();
        }
        return Uni.createFrom().voidItem();
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
