package io.valise.testing;

import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * Fails a {@code @QuarkusTest} if the content of a made-up secret was logged during it, by our code or a library, at
 * any level. {@code META-INF/services} enables it for the whole suite.
 */
public class LogsHoldNoSecret implements QuarkusTestBeforeEachCallback, QuarkusTestAfterEachCallback {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    /**
     * Loggers of code that handles entities and commands, set to the most detailed level. Held here because a logger
     * that is garbage-collected loses its level.
     */
    private static final List<Logger> TALKATIVE = Stream.of("io.valise", "io.quarkus.mongodb", "org.mongodb.driver")
            .map(Logger::getLogger)
            .toList();

    private static final Handler WATCH = new Watch();

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.ALL));
        Logger root = Logger.getLogger("");
        if (!List.of(root.getHandlers()).contains(WATCH)) {
            root.addHandler(WATCH);
        }
        LEAKS.clear();
    }

    @Override
    public void afterEach(QuarkusTestMethodContext context) {
        if (PackagedService.hasPrinted(MadeUp.MARK)) {
            LEAKS.add("the packaged service");
        }
        if (!LEAKS.isEmpty()) {
            throw new AssertionError("a secret's content was logged by " + LEAKS);
        }
    }

    private static final class Watch extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        private Watch() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord logged) {
            if (whole(logged).contains(MadeUp.MARK)) {
                LEAKS.add(logged.getLoggerName() + " at " + logged.getLevel());
            }
        }

        /** The message with and without its parameters, and the exception with its causes. */
        private String whole(LogRecord logged) {
            StringWriter text = new StringWriter();
            text.append(String.valueOf(logged.getMessage())).append('\n').append(formatter.formatMessage(logged));
            if (logged.getParameters() != null) {
                text.append('\n').append(Arrays.deepToString(logged.getParameters()));
            }
            if (logged.getThrown() != null) {
                logged.getThrown().printStackTrace(new PrintWriter(text));
            }
            return text.toString();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
