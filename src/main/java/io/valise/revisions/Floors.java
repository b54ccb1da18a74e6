package io.valise.revisions;

import io.smallrye.mutiny.Uni;
import io.valise.crypto.Signatures;
import io.valise.crypto.SignedFields;
import io.valise.errors.StoreFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.bson.Document;
import org.jboss.logging.Logger;

/**
 * Keeps revision numbers unique across restores. Numbers assigned after a back-up was made are unknown after it is
 * restored, so each restore raises a floor above all of them: the time of the restore in milliseconds. No app has ever
 * had one revision per millisecond. One document covers all apps, so the cost does not depend on how many there are.
 */
@ApplicationScoped
public class Floors {
    private static final Logger LOG = Logger.getLogger(Floors.class);

    @Inject
    Signatures signatures;

    @Inject
    Clock clock;

    private volatile long highest;

    /** Loads the floors. Call at each start, before anything is published. */
    public Uni<Void> load() {
        return Floor.<Floor>listAll()
                .map(floors -> floors.stream().filter(this::isGenuine).toList())
                .invoke(floors -> highest =
                        floors.stream().mapToLong(floor -> floor.number).max().orElse(0))
                .replaceWithVoid();
    }

    /** Whether this restore has raised its floor. */
    public Uni<Boolean> has(String restore) {
        return Floor.<Floor>findById(restore).map(floor -> floor != null && isGenuine(floor));
    }

    /**
     * Raises the floor for this restore, unless that has been done. Fails with {@link IllegalStateException}, with a
     * message for the operator, if the clock is behind an earlier floor.
     */
    public Uni<Void> raise(String restore) {
        return load().chain(() -> has(restore))
                .chain(done -> done
                        ? Uni.createFrom().voidItem()
                        : insert(floorOfNow(restore)).chain(this::load));
    }

    /** Keeps a floor that another instance has raised: that instance may already publish above it. */
    private Uni<Void> insert(Floor floor) {
        return floor.<Floor>persist()
                .replaceWithVoid()
                .onFailure(StoreFailure::isDuplicateKey)
                .recoverWithUni(taken -> Floor.<Floor>findById(floor.id)
                        .flatMap(there -> there == null || isGenuine(there)
                                ? Uni.createFrom().voidItem()
                                : removeForged(there).chain(() -> insert(floor))));
    }

    private static Uni<Void> removeForged(Floor forged) {
        return Floor.mongoCollection()
                .deleteOne(new Document("_id", forged.id).append("signature", forged.signature))
                .replaceWithVoid();
    }

    private Floor floorOfNow(String restore) {
        Instant now = clock.instant();
        if (now.toEpochMilli() < highest) {
            throw new IllegalStateException("the store was restored at " + Instant.ofEpochMilli(highest)
                    + ", which is later than the time of this machine's clock; set the clock");
        }
        Floor floor = new Floor();
        floor.id = restore;
        floor.number = Math.max(now.toEpochMilli(), highest + 1);
        floor.at = now.getEpochSecond();
        floor.signature = signatures.sign(fields(floor));
        return floor;
    }

    private boolean isGenuine(Floor floor) {
        boolean genuine = signatures.isSigned(fields(floor), floor.signature);
        if (!genuine) {
            LOG.errorf("Damage in the store: the floor of the restore \"%s\" was altered or forged", floor.id);
        }
        return genuine;
    }

    private static SignedFields fields(Floor floor) {
        return new SignedFields("valise/floor/1")
                .text(floor.id)
                .number(floor.number)
                .number(floor.at);
    }

    /** The number of the next revision after this one. */
    public long after(long number) {
        return Math.max(number, highest) + 1;
    }
}
