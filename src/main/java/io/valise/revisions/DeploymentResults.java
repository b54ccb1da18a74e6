package io.valise.revisions;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;

/** Counts deployments by result, including changes that are deployed immediately. */
@ApplicationScoped
class DeploymentResults {
    private static final String SUCCESSFUL = "successful";
    private static final String CONFLICT = "conflict";
    private static final String REFUSED = "refused";
    private static final String UNKNOWN = "unknown";
    private static final String FAILED = "failed";

    @Inject
    MeterRegistry meters;

    void register(@Observes StartupEvent start) {
        List.of(SUCCESSFUL, CONFLICT, REFUSED, UNKNOWN, FAILED).forEach(this::counter);
    }

    void successful() {
        counter(SUCCESSFUL).increment();
    }

    void failed(Throwable failure) {
        counter(result(failure)).increment();
    }

    private static String result(Throwable failure) {
        if (!(failure instanceof ApiException api)) {
            return FAILED;
        }
        if (api.code() == ErrorCode.OutcomeUnknown) {
            return UNKNOWN;
        }
        if (api.code() == ErrorCode.DraftConflict) {
            return CONFLICT;
        }
        return api.status() < 500 ? REFUSED : FAILED;
    }

    private Counter counter(String result) {
        return Counter.builder("valise.deployments")
                .description("Deployments by result, including changes that are deployed immediately")
                .tag("result", result)
                .register(meters);
    }
}
