package io.valise.crypto;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.valise.errors.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Counts sealing and opening operations, and those that fail. */
@ApplicationScoped
class Sealings {
    private final MeterRegistry meters;

    Sealings(MeterRegistry meters) {
        this.meters = meters;
    }

    void register(@Observes StartupEvent start) {
        for (String operation : List.of("seal", "open")) {
            counter(operation, "ok");
            counter(operation, "refused");
            counter(operation, "failed");
        }
    }

    <T> Uni<T> counted(String operation, Uni<T> work) {
        return work.onItem()
                .invoke(() -> counter(operation, "ok").increment())
                .onFailure()
                .invoke(failure -> counter(operation, result(failure)).increment());
    }

    /** A content that cannot be sealed is the client's error. */
    private static String result(Throwable failure) {
        return failure instanceof ApiException api && api.status() < 500 ? "refused" : "failed";
    }

    private Counter counter(String operation, String result) {
        return Counter.builder("valise.sealing.operations")
                .description("Contents sealed and opened")
                .tag("operation", operation)
                .tag("result", result)
                .register(meters);
    }
}
