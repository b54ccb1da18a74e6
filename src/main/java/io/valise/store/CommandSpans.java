package io.valise.store;

import com.mongodb.RequestContext;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.quarkus.mongodb.runtime.MongoRequestContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Creates a span for each store command of a traced request: command name, collection, and the kind of failure. Nothing
 * else of the command, its reply or the failure's message, since they contain documents. (The platform's own listener
 * records the whole command.)
 */
@Singleton
public class CommandSpans implements CommandListener {
    private final Tracer tracer;
    private final Map<Integer, Span> open = new ConcurrentHashMap<>();

    @Inject
    CommandSpans(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("io.valise.store");
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        Context parent = parent(event.getRequestContext());
        // Background commands, such as the follower's polling, have no parent and are not traced.
        if (!Span.fromContext(parent).isRecording()) {
            return;
        }
        String command = event.getCommandName();
        @Nullable String collection = collection(event.getCommand(), command);
        Span span = tracer.spanBuilder(collection == null ? command : command + " " + collection)
                .setParent(parent)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("db.system.name", "mongodb")
                .setAttribute("db.operation.name", command)
                .startSpan();
        if (collection != null) {
            span.setAttribute("db.collection.name", collection);
        }
        open.put(event.getRequestId(), span);
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        end(event.getRequestId(), null);
    }

    @Override
    public void commandFailed(CommandFailedEvent event) {
        end(event.getRequestId(), event.getThrowable());
    }

    private void end(int request, @Nullable Throwable failure) {
        Span span = open.remove(request);
        if (span == null) {
            return;
        }
        if (failure != null) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute("error.type", failure.getClass().getName());
        }
        span.end();
    }

    private static Context parent(@Nullable RequestContext request) {
        Context context = request == null ? null : request.get(MongoRequestContext.OTEL_CONTEXT_KEY);
        return context == null ? Context.current() : context;
    }

    /** As in {@code {find: "drafts", …}} or {@code {getMore: 7, collection: "drafts"}}. The set of names is fixed. */
    private static @Nullable String collection(BsonDocument command, String name) {
        BsonValue collection = command.get(name.equals("getMore") ? "collection" : name);
        return collection != null && collection.isString()
                ? collection.asString().getValue()
                : null;
    }
}
