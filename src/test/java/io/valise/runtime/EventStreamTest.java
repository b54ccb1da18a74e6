package io.valise.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** How a stream treats a client that does not read, which a loopback socket would not show in time. */
class EventStreamTest {
    private final List<String> written = new ArrayList<>();
    private boolean full;
    private boolean reset;
    private Handler<Void> drained = ignored -> {};

    private final HttpServerResponse response = (HttpServerResponse) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {HttpServerResponse.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "write" -> {
                        written.add(((Buffer) arguments[0]).toString());
                        return Future.succeededFuture();
                    }
                    case "writeQueueFull" -> {
                        return full;
                    }
                    case "closed" -> {
                        return reset;
                    }
                    case "reset" -> {
                        reset = true;
                        return true;
                    }
                    case "drainHandler" -> {
                        @SuppressWarnings("unchecked")
                        Handler<Void> handler = (Handler<Void>) arguments[0];
                        drained = handler;
                        return proxy;
                    }
                    default -> {
                        return proxy;
                    }
                }
            });

    private final EventStream stream = new EventStream(grant(), response);

    private static Grant grant() {
        RuntimeToken token = new RuntimeToken();
        token.id = new ObjectId();
        token.app = new ObjectId();
        token.clientAppId = "shop-abcde";
        return new Grant(token);
    }

    @Test
    void a_slow_reader_gets_only_the_newest_revision() {
        stream.begin(1);
        full = true;
        for (int revision = 2; revision <= 1_000; revision++) {
            stream.newer(revision);
        }
        assertThat(written).hasSize(1);
        full = false;
        drained.handle(null);
        assertThat(written).hasSize(2).last().asString().contains("{\"revision\": 1000}");
    }

    @Test
    void a_reader_that_never_reads_is_disconnected() {
        stream.begin(1);
        full = true;
        int beats = 0;
        while (!reset) {
            stream.beat();
            beats++;
        }
        assertThat(beats).isBetween(2, 10);
        assertThat(written).hasSize(1);
    }

    @Test
    void a_reader_that_resumes_in_time_stays_connected() {
        stream.begin(1);
        for (int i = 0; i < 10; i++) {
            full = true;
            stream.beat();
            stream.beat();
            full = false;
            drained.handle(null);
        }
        assertThat(reset).isFalse();
    }

    @Test
    void no_revision_is_sent_twice_or_out_of_order() {
        stream.begin(5);
        stream.newer(5);
        stream.newer(4);
        stream.newer(6);
        assertThat(written).hasSize(2);
    }
}
