package io.valise.store;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import jakarta.inject.Inject;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Answers 503 until the start is complete. Before that, the store may lack the indexes that guarantee consistency. */
class NotReady {
    /** Before all other filters. */
    private static final int FIRST = 0;

    @Inject
    Start start;

    @ServerRequestFilter(preMatching = true, priority = FIRST)
    void refuse() {
        if (!start.isDone()) {
            throw new ApiException(ErrorCode.StoreUnavailable, "the service is starting; its store is not ready yet");
        }
    }
}
