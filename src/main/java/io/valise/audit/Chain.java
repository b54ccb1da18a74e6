package io.valise.audit;

import com.mongodb.MongoException;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.valise.errors.StoreFailure;
import io.valise.errors.Writes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The end of one project's log, where entries are appended. Entries that arrive during a write wait, and are then
 * written together in one command.
 *
 * <p>Instances compete for the next number under the unique index on (project, seq). The loser reads the newest entry
 * and links to it. An entry's {@code _id} shows whether it was written, so that none is written twice.
 */
final class Chain {
    private static final Logger LOG = Logger.getLogger(Chain.class);

    /** The hash before the first entry. */
    static final String FIRST = "0000000000000000000000000000000000000000000000000000000000000000";

    /** Entries per command; a larger batch would delay its first entry too long. */
    private static final int BATCH = 200;
    /** Races for a number that may be lost to other instances before the append fails. */
    private static final int ATTEMPTS = 50;

    private final ObjectId project;
    private final Heads heads;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean writing;
    /** The newest entry that this instance knows; it may be out of date. Only one write at a time uses it. */
    private volatile @Nullable AuditEntry head;

    /** The next signed head to write; null if there is none. */
    private @Nullable AuditHead next;

    private boolean signing;
    /** The signed head as this instance last wrote or read it. */
    private volatile @Nullable AuditHead signedHead;
    /** Whether {@code next} continues the log of {@code signedHead}. */
    private boolean fits;
    /** Whether the newest entry was read from the store since the last write. */
    private volatile boolean another;

    Chain(ObjectId project, Heads heads) {
        this.project = project;
        this.heads = heads;
    }

    private record Waiting(AuditEntry entry, UniEmitter<? super Void> caller) {}

    /** Appends the entry; does nothing if it exists already. Fails if it may not have been written. */
    Uni<Void> append(AuditEntry entry) {
        return Uni.createFrom().emitter(caller -> {
            synchronized (this) {
                waiting.add(new Waiting(entry, caller));
            }
            writeWaiting();
        });
    }

    /** The number of waiting entries, without those being written. */
    synchronized int waiting() {
        return waiting.size();
    }

    private void writeWaiting() {
        List<Waiting> batch = new ArrayList<>();
        synchronized (this) {
            if (writing || waiting.isEmpty()) {
                return;
            }
            writing = true;
            while (batch.size() < BATCH && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
        }
        Cancellable unused = write(batch.stream().map(Waiting::entry).toList(), ATTEMPTS)
                .subscribe()
                .with(
                        x -> written(batch, caller -> caller.complete(null)),
                        failure -> written(batch, caller -> caller.fail(failure)));
    }

    private void written(List<Waiting> batch, Consumer<UniEmitter<? super Void>> answer) {
        synchronized (this) {
            writing = false;
        }
        writeWaiting();
        batch.forEach(done -> answer.accept(done.caller));
    }

    private Uni<Void> write(List<AuditEntry> entries, int attempts) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return newest().call(newest ->
                        newest == null ? heads.begin(project) : Uni.createFrom().voidItem())
                .invoke(newest -> link(entries, newest))
                .chain(() -> AuditEntry.<AuditEntry>mongoCollection()
                        .insertMany(entries)
                        .plug(Writes::repeated))
                .invoke(() -> reached(entries.get(entries.size() - 1)))
                .replaceWithVoid()
                .onFailure(MongoException.class)
                .recoverWithUni(failure -> settle(entries, attempts, failure));
    }

    private void reached(AuditEntry newest) {
        head = newest;
        // Build the head now: the caller may append the entry again, which gives it a new number.
        AuditHead reached = heads.at(newest);
        synchronized (this) {
            next = reached;
            fits &= !another;
            another = false;
        }
        moveHead();
    }

    /**
     * Moves the signed head in the background. Records written meanwhile are signed next. After a failure, the next
     * record moves the head.
     */
    private void moveHead() {
        AuditHead to;
        @Nullable AuditHead known;
        synchronized (this) {
            to = next;
            if (signing || to == null) {
                return;
            }
            signing = true;
            next = null;
            known = fits ? signedHead : null;
            fits = true;
        }
        Cancellable unused = heads.move(known, to).subscribe().with(this::signedAt, failure -> {
            LOG.debugf("The head of the audit is signed with the next record: %s", failure.getMessage());
            signedAt(null);
        });
    }

    private void signedAt(@Nullable AuditHead now) {
        synchronized (this) {
            signing = false;
            if (now == null) {
                fits = false;
            } else {
                signedHead = now;
            }
        }
        moveHead();
    }

    /** The signed head as this instance last wrote or read it; null if it has not. */
    @Nullable
    AuditHead signedHead() {
        return signedHead;
    }

    /**
     * Finds out which of the entries exist and writes the others again. A write without a reply may still be under way;
     * the {@code _id} makes sure that each entry is written once.
     */
    private Uni<Void> settle(List<AuditEntry> entries, int attempts, Throwable failure) {
        head = null;
        boolean lostRace = StoreFailure.isDuplicateKey(failure);
        if (attempts == 0 || !(lostRace || StoreFailure.isOutcomeUnknown(failure))) {
            return Uni.createFrom().failure(failure);
        }
        // Retry once after an unknown outcome, and as often as attempts are left after a lost race.
        int left = lostRace ? attempts - 1 : 0;
        return present(entries).chain(there -> {
            List<AuditEntry> missing =
                    entries.stream().filter(entry -> !there.contains(entry.id)).toList();
            return pause(lostRace && missing.size() == entries.size()).chain(() -> write(missing, left));
        });
    }

    private static Uni<Set<ObjectId>> present(List<AuditEntry> entries) {
        List<ObjectId> ids = entries.stream().map(entry -> entry.id).toList();
        return AuditLog.present(ids);
    }

    private Uni<@Nullable AuditEntry> newest() {
        AuditEntry known = head;
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        // Entries of other instances may not continue the log that this instance has signed.
        another = true;
        return AuditEntry.<AuditEntry>mongoCollection()
                .find(
                        new Document("project", project),
                        new FindOptions().sort(new Document("seq", -1)).limit(1))
                .toUni();
    }

    private static void link(List<AuditEntry> entries, @Nullable AuditEntry newest) {
        long seq = newest == null ? 0 : newest.seq;
        String previous = newest == null ? FIRST : newest.hash;
        for (AuditEntry entry : entries) {
            entry.makeStorable();
            entry.seq = ++seq;
            entry.previous = previous;
            entry.hash = AuditRecord.of(entry).expectedHash();
            previous = entry.hash;
        }
    }

    private static Uni<Void> pause(boolean contended) {
        Uni<Void> now = Uni.createFrom().voidItem();
        return contended
                ? now.onItem()
                        .delayIt()
                        .by(Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(20)))
                : now;
    }
}
