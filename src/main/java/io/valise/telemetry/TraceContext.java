package io.valise.telemetry;

import com.mongodb.RequestContext;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/** Takes the trace along with a command: the driver sends it from a thread of its own, in which there is none. */
@Singleton
class TraceContext implements ReactiveContextProvider {
    @Override
    public RequestContext getContext(Subscriber<?> subscriber) {
        return new Carried(Context.current());
    }

    /** What the driver carries: the trace, and what else it is given. */
    static final class Carried implements RequestContext {
        private final Context trace;
        private final Map<Object, Object> others = new ConcurrentHashMap<>(0);

        Carried(Context trace) {
            this.trace = trace;
        }

        Context trace() {
            return trace;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable T get(Object key) {
            return (T) others.get(key);
        }

        @Override
        public boolean hasKey(Object key) {
            return others.containsKey(key);
        }

        @Override
        public boolean isEmpty() {
            return others.isEmpty();
        }

        @Override
        public void put(Object key, Object value) {
            others.put(key, value);
        }

        @Override
        public void delete(Object key) {
            others.remove(key);
        }

        @Override
        public int size() {
            return others.size();
        }

        @Override
        public Stream<Map.Entry<Object, Object>> stream() {
            return others.entrySet().stream();
        }
    }
}
