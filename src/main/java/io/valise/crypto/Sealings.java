package io.valise.crypto;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Counts what is sealed and opened, and what does not. */
@ApplicationScoped
class Sealings {
    private final MeterRegistry meters;

    Sealings(MeterRegistry meters) {
        this.meters = meters;
    }

    void register(@Observes StartupEvent start) {
        for (String operation : List.of("seal", "open")) {
            counter(operation, "ok");
            counter(operation, "failed");
        }
    }

    <T> Uni<T> counted(String operation, Uni<T> work) {
        return work.onItem()
                .invoke(() -> counter(operation, "ok").increment())
                .onFailure()
                .invoke(() -> counter(operation, "failed").increment());
    }

    private Counter counter(String operation, String result) {
        return Counter.builder("valise.sealing.operations")
                .description("Contents sealed and opened")
                .tag("operation", operation)
                .tag("result", result)
                .register(meters);
    }
}
