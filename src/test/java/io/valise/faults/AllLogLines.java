package io.valise.faults;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** Collects everything that the process logs while this is open. */
final class AllLogLines extends Handler {
    private static final Logger ROOT = Logger.getLogger("");

    private final StringWriter text = new StringWriter();
    private final StringWriter warnings = new StringWriter();

    private AllLogLines() {}

    static AllLogLines record() {
        AllLogLines lines = new AllLogLines();
        ROOT.addHandler(lines);
        return lines;
    }

    String text() {
        return text.toString();
    }

    /** The warnings and errors that an operator must see. */
    String warnings() {
        return warnings.toString();
    }

    @Override
    public void publish(LogRecord line) {
        write(line, text);
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            write(line, warnings);
        }
    }

    private static void write(LogRecord line, StringWriter to) {
        to.write(ExtLogRecord.wrap(line).getFormattedMessage() + "\n");
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(new PrintWriter(to));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
