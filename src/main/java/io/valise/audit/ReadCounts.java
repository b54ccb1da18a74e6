package io.valise.audit;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts the reads of values that link to a secret, by app, reader, value and minute. Counting is a look-up in memory
 * and never waits. The store gets the counts some seconds later, exactly once, however many attempts that takes. While
 * the store is unavailable they are kept in memory.
 */
@ApplicationScoped
public class ReadCounts {
    private static final Logger LOG = Logger.getLogger(ReadCounts.class);

    /** Pairs of a minute and a reader kept while the store is unavailable: 10 readers for more than 15 hours. */
    static final int MOST_TALLIES = 10_000;
    /** Counters in all tallies; each takes some 120 bytes. */
    static final int MOST_COUNTERS = 100_000;

    /** A tally is written for the last time this long after its minute, when no thread counts in it any more. */
    private static final long GRACE_SECONDS = 60;

    private static final int MINUTE = 60;
    private static final int BATCH = 100;
    private static final long SHUTDOWN_PATIENCE_SECONDS = 3;

    private final Map<Tally.Key, Tally> tallies = new ConcurrentHashMap<>();
    private final AtomicLong counters = new AtomicLong();
    /** Since the last warning. */
    private final LongAdder lost = new LongAdder();
    /** Since the start. */
    private final LongAdder uncounted = new LongAdder();
    /** Concurrent flushes could overwrite newer counts with older ones. */
    private final AtomicBoolean flushing = new AtomicBoolean();

    @Inject
    Clock clock;

    void register(@Observes StartupEvent start, MeterRegistry meters) {
        Gauge.builder("valise.audit.waiting", tallies, ReadCounts::unwritten)
                .description("What the audit has yet to write to the store")
                .tag("kind", "read_count")
                .register(meters);
        FunctionCounter.builder("valise.audit.reads.uncounted", uncounted, LongAdder::sum)
                .description("Reads of secrets not counted because too many counts were waiting for the store")
                .register(meters);
    }

    private static long unwritten(Map<Tally.Key, Tally> tallies) {
        return tallies.values().stream()
                .filter(tally -> tally.total() != tally.written)
                .count();
    }

    /**
     * Counts one read of one value.
     *
     * @param reader the runtime token, or the API key
     */
    public void count(ObjectId app, ObjectId reader, String value) {
        add(app, reader, value);
    }

    /**
     * Counts one read of each of these values at the cost of one. The list must not change. Callers should pass the
     * same object for the same names (a snapshot keeps one), because lists are compared by identity.
     */
    public void count(ObjectId app, ObjectId reader, List<String> values) {
        if (!values.isEmpty()) {
            add(app, reader, new Tally.Listing(values));
        }
    }

    private void add(ObjectId app, ObjectId reader, Object what) {
        long now = clock.millis() / 1000;
        Tally tally = tally(new Tally.Key(app, now - now % MINUTE, reader));
        if (tally == null || !tally.add(what, counters)) {
            lost.increment();
            uncounted.increment();
        }
    }

    private @Nullable Tally tally(Tally.Key key) {
        Tally known = tallies.get(key);
        if (known != null || tallies.size() >= MOST_TALLIES) {
            return known;
        }
        return tallies.computeIfAbsent(key, x -> new Tally());
    }

    /** Writes what was counted since the last flush and drops the minutes that are over. */
    @Scheduled(every = "${valise.audit.counts-every:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> flush() {
        return flushing.compareAndSet(false, true)
                ? writeAll().onTermination().invoke(() -> flushing.set(false))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> writeAll() {
        long lostNow = lost.sumThenReset();
        if (lostNow > 0) {
            LOG.warnf("%d reads were not counted: too many counts are waiting for the store", lostNow);
        }
        long over = clock.millis() / 1000 - MINUTE - GRACE_SECONDS;
        return Multi.createFrom()
                .iterable(List.copyOf(tallies.entrySet()))
                .map(entry -> new Due(
                        entry.getKey(), entry.getValue(), entry.getValue().total()))
                .invoke(due -> forget(due, over))
                .filter(due -> due.total != due.tally.written)
                .group()
                .intoLists()
                .of(BATCH)
                .onItem()
                .transformToUniAndConcatenate(this::write)
                .onItem()
                .ignoreAsUni()
                .onFailure()
                .invoke(failure -> LOG.debugf("Counted reads wait for the store: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** A tally to write. The total is taken before the counts, so it is never ahead of them. */
    private record Due(Tally.Key key, Tally tally, long total) {}

    private void forget(Due due, long over) {
        if (due.key.minute() < over && due.total == due.tally.written) {
            tallies.remove(due.key);
            counters.addAndGet(-due.tally.counters());
        }
    }

    private Uni<Void> write(List<Due> batch) {
        List<ReplaceOneModel<Reads>> writes = batch.stream()
                .map(due -> document(due.key, due.tally))
                .map(reads ->
                        new ReplaceOneModel<>(new Document("_id", reads.id), reads, new ReplaceOptions().upsert(true)))
                .toList();
        return Reads.<Reads>mongoCollection()
                .bulkWrite(writes)
                .invoke(() -> batch.forEach(due -> due.tally.written = due.total))
                .replaceWithVoid();
    }

    private Reads document(Tally.Key key, Tally tally) {
        Reads reads = new Reads();
        reads.id = key.app().toHexString() + "/" + key.minute() + "/"
                + key.reader().toHexString() + "/" + tally.id;
        reads.app = key.app();
        reads.minute = key.minute();
        reads.reader = key.reader();
        reads.instance = tally.id;
        reads.counts = new TreeMap<>(tally.counts())
                .entrySet().stream()
                        .map(count -> new Reads.Count(count.getKey(), count.getValue()))
                        .toList();
        return reads;
    }

    /** Writes the last counts at shutdown. Blocking is fine here: there are no requests left to hold up. */
    void end(@Observes ShutdownEvent event) {
        CountDownLatch written = new CountDownLatch(1);
        Cancellable unused = flush().subscribe().with(x -> written.countDown());
        try {
            if (!written.await(SHUTDOWN_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The last counted reads were not written: the store does not answer");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
