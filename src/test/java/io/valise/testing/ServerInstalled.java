package io.valise.testing;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the run against a server, with a message, if the server is not installed. With {@code CI=true} this is a
 * failure, so that CI cannot skip the run unnoticed.
 */
public class ServerInstalled implements ExecutionCondition {
    private static final String MISSING =
            "No MongoDB-compatible server is installed (pip install secantusdb==0.7.0b3, or name the program"
                    + " secantusd-py in VALISE_TEST_SERVER): the run against a server";

    private static final AtomicBoolean said = new AtomicBoolean();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!TestStore.isServer() || TestStore.program().isPresent()) {
            return ConditionEvaluationResult.enabled("the store is there");
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(MISSING + " fails, since CI=true");
        }
        if (!said.getAndSet(true)) {
            System.out.println(MISSING + " is skipped");
        }
        return ConditionEvaluationResult.disabled(MISSING + " is skipped");
    }
}
