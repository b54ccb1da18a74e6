package io.valise.audit;

import java.time.Duration;
import java.util.List;
import org.bson.types.ObjectId;

/** Counts of reads, as if programs had read at that time. */
public final class MadeUpReads {
    private MadeUpReads() {}

    public static void put(String app, long minute, String value, long count) {
        Reads reads = new Reads();
        reads.app = new ObjectId(app);
        reads.minute = minute;
        reads.reader = new ObjectId();
        reads.instance = new ObjectId().toHexString();
        reads.id = app + "/" + minute + "/" + reads.reader + "/" + reads.instance;
        reads.counts = List.of(new Reads.Count(value, count));
        reads.persist().await().atMost(Duration.ofSeconds(20));
    }
}
