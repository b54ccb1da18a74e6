package io.valise.telemetry;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Times each command to the store, and makes a span of it where traces are on. Of a command it looks at the name and
 * the collection, and never at what is sent: Quarkus's own tracing of MongoDB puts whole commands into its spans.
 */
@Singleton
class StoreCommands implements CommandListener {
    private final Map<Integer, Span> spans = new ConcurrentHashMap<>();
    private final Map<String, Timer> succeeded = new ConcurrentHashMap<>();
    private final Map<String, Timer> failed = new ConcurrentHashMap<>();
    private final Tracer tracer;
    private final boolean traced;

    StoreCommands(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean untraced) {
        tracer = telemetry.getTracer("io.valise");
        traced = !untraced;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        if (!traced) {
            return;
        }
        String collection = collection(event.getCommand().get(event.getCommandName()));
        spans.put(
                event.getRequestId(),
                tracer.spanBuilder(
                                collection == null ? event.getCommandName() : event.getCommandName() + " " + collection)
                        .setSpanKind(SpanKind.CLIENT)
                        .setParent(parent(event))
                        .setAttribute("db.system.name", "mongodb")
                        .setAttribute("db.namespace", event.getDatabaseName())
                        .setAttribute("db.operation.name", event.getCommandName())
                        .setAttribute("db.collection.name", collection)
                        .startSpan());
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        timer(succeeded, event.getCommandName(), "ok")
                .record(event.getElapsedTime(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
        @Nullable Span span = spans.remove(event.getRequestId());
        if (span != null) {
            span.end();
        }
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        timer(failed, event.getCommandName(), "failed")
                .record(event.getElapsedTime(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
        @Nullable Span span = spans.remove(event.getRequestId());
        if (span != null) {
            // The type alone: a message may quote what was sent.
            span.setStatus(StatusCode.ERROR, event.getThrowable().getClass().getSimpleName());
            span.end();
        }
    }

    private static Context parent(CommandStartedEvent event) {
        return event.getRequestContext() instanceof TraceContext.Carried carried ? carried.trace() : Context.current();
    }

    /** Most commands name their collection first; others have a number or a document there. */
    private static @Nullable String collection(@Nullable BsonValue first) {
        return first != null && first.isString() ? first.asString().getValue() : null;
    }

    private static Timer timer(Map<String, Timer> timers, String command, String result) {
        return timers.computeIfAbsent(
                command,
                name -> Timer.builder("valise.store.commands")
                        .description("Commands to the store, from sent to answered.")
                        .tags("command", name, "result", result)
                        .register(Metrics.globalRegistry));
    }
}
