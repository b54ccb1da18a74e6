package io.valise.store;

import com.mongodb.RequestContext;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import io.opentelemetry.context.Context;
import io.quarkus.mongodb.runtime.MongoRequestContext;
import jakarta.inject.Singleton;
import org.reactivestreams.Subscriber;

/** Gives each of the store's commands the trace of the request that asks for it: the driver's threads know none. */
@Singleton
public class CommandContext implements ReactiveContextProvider {
    @Override
    public RequestContext getContext(Subscriber<?> subscriber) {
        return new MongoRequestContext(Context.current());
    }
}
