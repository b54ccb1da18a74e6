package io.valise.functions;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended: with a result or with a failure, and what it logged until then.
 *
 * @param result JSON; null where it failed
 * @param time how long it ran, without waiting for its turn
 */
record RunResult(
        @Nullable String result,
        List<String> logs,
        List<String> errorLogs,
        @Nullable Failure failure,
        Duration time) {

    /** Why there is no result: a code for a program, and a sentence for a person. */
    record Failure(Code code, String sentence) {}

    /** The names that clients of this API family know, where they have one. */
    enum Code {
        FunctionSyntaxError,
        /** The source exports no function. */
        FunctionInvalid,
        /** It threw, or its result is no JSON. */
        FunctionExecutionError,
        ExecutionTimeLimitExceeded,
        MemoryLimitExceeded,
        OutputLimitExceeded
    }
}
