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
 * Keeps revision numbers unique over restores. Numbers that were given out after a back-up was made are not known to who
 * restores it, so each restore raises a floor that is above all of them: its time, in milliseconds. No app has ever had
 * a revision for each millisecond. One document holds for all apps, so a restore costs the same however many there are.
 */
@ApplicationScoped
public class Floors {
    private static final Logger LOG = Logger.getLogger(Floors.class);

    @Inject
    Signatures signatures;

    @Inject
    Clock clock;

    private volatile long highest;

    /** Reads the floors; to be called at each start, before anything is published. */
    public Uni<Void> load() {
        return Floor.<Floor>listAll()
                .map(floors -> floors.stream().filter(this::isGenuine).toList())
                .invoke(floors -> highest =
                        floors.stream().mapToLong(floor -> floor.number).max().orElse(0))
                .replaceWithVoid();
    }

    /** Whether the restore of this name has raised its floor. */
    public Uni<Boolean> has(String restore) {
        return Floor.<Floor>findById(restore).map(floor -> floor != null && isGenuine(floor));
    }

    /**
     * Raises the floor for the restore of this name, unless that is done. Fails with {@link IllegalStateException}, whose
     * sentence is for the operator, if the clock is behind an earlier floor.
     */
    public Uni<Void> raise(String restore) {
        return load().chain(() -> has(restore))
                .chain(done -> done
                        ? Uni.createFrom().voidItem()
                        : insert(floorOfNow(restore)).chain(this::load));
    }

    /** One that another instance has raised stays: it may serve on it by now. */
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
                    + ", which is later than this machine's clock says it is now; set the clock");
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

    /** The number of the revision after this one. */
    public long after(long number) {
        return Math.max(number, highest) + 1;
    }
}
