package io.valise.drafts;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** How many drafts are open, of all apps, as the store has it: the same on every instance. */
@ApplicationScoped
class OpenDrafts {
    private final AtomicLong open = new AtomicLong();

    @PostConstruct
    void measure() {
        Metrics.gauge("valise.drafts.open", open);
    }

    /** What the store does not answer now is asked again. */
    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> count() {
        return Draft.count().invoke(open::set).replaceWithVoid().onFailure().recoverWithNull();
    }
}
