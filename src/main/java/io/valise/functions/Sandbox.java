package io.valise.functions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.valise.functions.RunResult.Code;
import io.valise.functions.RunResult.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

/** Runs a call. Always returns a {@link RunResult}, whatever the Function does. */
@ApplicationScoped
class Sandbox {
    private static final JsonFactory JSON = new JsonFactory();

    private final QuickJs engine;
    private final SecureRandom random;
    private final FunctionSettings settings;

    Sandbox(QuickJs engine, SecureRandom random, FunctionSettings settings) {
        this.engine = engine;
        this.random = random;
        this.settings = settings;
    }

    /** Runs the call in this thread until it ends or the thread is interrupted. */
    RunResult run(Call call) {
        long begin = System.nanoTime();
        Host host = new Host(call, random, settings.output());
        @Nullable Failure failure = failure(host);
        return new RunResult(
                failure == null ? host.result() : null,
                host.logs(),
                host.errorLogs(),
                failure,
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private @Nullable Failure failure(Host host) {
        try {
            engine.run(host, settings.memory() / Memory.PAGE_SIZE);
        } catch (Stopped stopped) {
            return stopped.failure();
        } catch (WasmInterruptedException interrupted) {
            return new Failure(
                    Code.ExecutionTimeLimitExceeded,
                    "the Function ran longer than " + settings.time().toMillis() + " ms");
        } catch (WasmEngineException | StackOverflowError failed) {
            // Out of stack, or of memory that even the engine's clean-up needs.
            return new Failure(
                    Code.FunctionExecutionError,
                    "the Function ran out of stack: its calls or its objects are nested too deeply");
        }
        if (host.failure() != null) {
            return host.failure();
        }
        if (host.result() == null) {
            return new Failure(
                    Code.FunctionExecutionError,
                    "the Function's promise was never settled, and nothing is left to run");
        }
        return isJson(host.result())
                ? null
                : new Failure(Code.FunctionExecutionError, "the result is not JSON, or is nested too deeply");
    }

    /** Whether the text is JSON with at most 1,000 levels, which every reader accepts. */
    private static boolean isJson(String text) {
        try (JsonParser in = JSON.createParser(text)) {
            boolean hasValue = in.nextToken() != null;
            in.skipChildren();
            return hasValue && in.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }
}
