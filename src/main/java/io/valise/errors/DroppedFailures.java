package io.valise.errors;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Logs failures that nothing waits for any more, such as that of a second concurrent look-up after the first has
 * failed. The request has been answered by then, and the failure it was answered with is logged.
 */
@ApplicationScoped
class DroppedFailures {
    private static final Logger LOG = Logger.getLogger(DroppedFailures.class);

    void handle(@Observes StartupEvent start) {
        Infrastructure.setDroppedExceptionHandler(DroppedFailures::tell);
    }

    private static void tell(Throwable failure) {
        if (StoreFailure.isOfStore(failure)) {
            LOG.debugf("A look-up failed after its request was answered: %s", failure.getMessage());
        } else {
            LOG.error("A failure after its request was answered", failure);
        }
    }
}
