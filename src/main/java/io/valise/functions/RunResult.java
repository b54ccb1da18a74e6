package io.valise.functions;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The end of a call: a result or a failure, and what it logged.
 *
 * @param result JSON; null if it failed
 * @param time how long it ran, without waiting for a thread
 */
record RunResult(
        @Nullable String result,
        List<String> logs,
        List<String> errorLogs,
        @Nullable Failure failure,
        Duration time) {

    /** What it logged as errors and, if it failed, why: there are clients that show nothing else. */
    List<String> errorLines() {
        return failure == null
                ? errorLogs
                : Stream.concat(errorLogs.stream(), Stream.of(failure.sentence()))
                        .toList();
    }

    /** Why there is no result: a code for programs, and a sentence for people. */
    record Failure(Code code, String sentence) {}

    /** Uses the names that clients of this API family know, if there is one. */
    enum Code {
        FunctionSyntaxError,
        /** The source does not export a function. */
        FunctionInvalid,
        /** It threw, or its result is not JSON. */
        FunctionExecutionError,
        ExecutionTimeLimitExceeded,
        MemoryLimitExceeded,
        OutputLimitExceeded
    }
}
