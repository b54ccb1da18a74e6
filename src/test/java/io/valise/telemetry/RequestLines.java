package io.valise.telemetry;

import io.valise.testing.Awaited;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** Captures the log lines of requests and all errors, with their fields, until it is closed. */
final class RequestLines extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger REQUESTS = Logger.getLogger("valise.requests");

    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Level before = REQUESTS.getLevel();

    record Line(String logger, String level, String text, Map<String, String> fields) {}

    static RequestLines listen() {
        RequestLines listening = new RequestLines();
        listening.setLevel(Level.ALL);
        ROOT.addHandler(listening);
        REQUESTS.setLevel(Level.ALL);
        return listening;
    }

    List<Line> all() {
        return new ArrayList<>(lines);
    }

    /** The line of the request with this id. It is written after the response. */
    Line of(String request) {
        return await(line -> line.logger().equals(REQUESTS.getName())
                && request.equals(line.fields().get("requestId")));
    }

    Line await(Predicate<Line> wanted) {
        return Awaited.until(() -> lines.stream().filter(wanted).toList(), found -> !found.isEmpty())
                .get(0);
    }

    @Override
    public void publish(LogRecord logged) {
        ExtLogRecord line = ExtLogRecord.wrap(logged);
        lines.add(new Line(
                line.getLoggerName(), line.getLevel().getName(), line.getFormattedMessage(), line.getMdcCopy()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
        REQUESTS.setLevel(before);
    }
}
