package io.valise.store;

import com.mongodb.RequestContext;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import io.opentelemetry.context.Context;
import io.quarkus.mongodb.runtime.MongoRequestContext;
import jakarta.inject.Singleton;
import org.reactivestreams.Subscriber;

/** Passes the trace of a request to its store commands, since the driver's threads have no trace context. */
@Singleton
public class CommandContext implements ReactiveContextProvider {
    @Override
    public RequestContext getContext(Subscriber<?> subscriber) {
        return new MongoRequestContext(Context.current());
    }
}
