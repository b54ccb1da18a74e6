package io.valise.store.embedded;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The connections that have not sent the credential yet. Their number is limited: a new one replaces the oldest, so
 * that other processes cannot lock out this process's own client, which sends it immediately.
 */
final class Strangers {
    static final int MOST = 32;

    private static final Logger LOG = Logger.getLogger(Strangers.class);
    private static final long LOG_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Set<Channel> present = new LinkedHashSet<>();
    private long dropped;
    private long lastLog = System.nanoTime() - LOG_EVERY_NANOS;

    synchronized void enter(Channel stranger) {
        present.add(stranger);
        if (present.size() > MOST) {
            Channel oldest = present.iterator().next();
            present.remove(oldest);
            dropped();
            oldest.close();
        }
    }

    synchronized void leave(Channel stranger) {
        present.remove(stranger);
    }

    /** Counts a dropped connection. Logs at most once a minute. */
    synchronized void dropped() {
        dropped++;
        long now = System.nanoTime();
        if (now - lastLog >= LOG_EVERY_NANOS) {
            lastLog = now;
            LOG.warnf(
                    "Dropped %d connections to the embedded store that did not send its credential:"
                            + " another process on this machine is trying to connect",
                    dropped);
            dropped = 0;
        }
    }
}
