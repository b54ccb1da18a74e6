package io.valise.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/** Captures everything that the service logs, at every level, until it is closed. */
public final class LogLines extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private static final String TESTS_OWN_CLIENT = "org.apache.http";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Level before = ROOT.getLevel();

    /** The console and other handlers, with their levels. They do not get the detailed lines. */
    private final Map<Handler, Level> others =
            Arrays.stream(ROOT.getHandlers()).collect(Collectors.toMap(Function.identity(), Handler::getLevel));

    private LogLines() {
        setLevel(Level.ALL);
        setFormatter(new SimpleFormatter());
    }

    public static LogLines listen() {
        LogLines log = new LogLines();
        log.others.keySet().forEach(other -> other.setLevel(Level.INFO));
        ROOT.addHandler(log);
        ROOT.setLevel(Level.ALL);
        return log;
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord entry) {
        if (String.valueOf(entry.getLoggerName()).startsWith(TESTS_OWN_CLIENT)) {
            return;
        }
        StringWriter line = new StringWriter();
        line.append(getFormatter().formatMessage(entry));
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(new PrintWriter(line));
        }
        lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
        ROOT.setLevel(before);
        others.forEach(Handler::setLevel);
    }
}
