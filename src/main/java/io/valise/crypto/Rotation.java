package io.valise.crypto;

import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Binary;
import org.jboss.logging.Logger;

/**
 * Changing the master key. With a new key first in the ring, each data key under another is wrapped anew; the data keys
 * themselves, and so all contents, stay as they are. With several instances, add the new key at the end of the ring
 * everywhere before it becomes the first anywhere: an instance must be able to open what another has wrapped.
 */
@ApplicationScoped
public class Rotation {
    private static final Logger LOG = Logger.getLogger(Rotation.class);
    private static final int AT_ONCE = 8;
    private static final int SOME = 1_000;

    private final MasterKeyRing ring;

    Rotation(MasterKeyRing ring) {
        this.ring = ring;
    }

    /**
     * Wraps each data key that is not under the primary master key under it, and says in the log which master keys can
     * go. Gives how many this call has wrapped anew: a second call has 0. It may run on several instances at once and be
     * interrupted anywhere, since each data key is one compare-and-swap, of a wrapping for another of the same key.
     *
     * <p>Fails with {@link MasterKeyException} where a data key does not open, after which the others may have been
     * wrapped anew or not.
     */
    public Uni<Integer> rewrap() {
        return rewrapOthers(0).call(this::report);
    }

    /** Some at a time, until there are none: what is rewrapped leaves the list that is being read. */
    private Uni<Integer> rewrapOthers(int before) {
        return underOthers()
                .flatMap(others -> others.isEmpty()
                        ? Uni.createFrom().item(before)
                        : Multi.createFrom()
                                .iterable(others)
                                .onItem()
                                .transformToUni(this::rewrap)
                                .merge(AT_ONCE)
                                .collect()
                                .with(Collectors.summingInt(Long::intValue))
                                .flatMap(rewrapped -> rewrapOthers(before + rewrapped)));
    }

    private Uni<List<DataKey>> underOthers() {
        List<String> others = ring.ids().stream().skip(1).toList();
        return others.isEmpty()
                ? Uni.createFrom().item(List.of())
                : DataKeys.stored()
                        .find(
                                new Document("masterKey", new Document("$in", others)),
                                new FindOptions().limit(SOME).batchSize(SOME))
                        .collect()
                        .asList();
    }

    /** 1, or 0 where another instance was faster or the scope has been destroyed. */
    private Uni<Long> rewrap(DataKey old) {
        MasterKey primary = ring.primary();
        return ring.open(old)
                .flatMap(key -> primary.wrap(old.scope, key))
                .flatMap(wrapped -> DataKeys.stored()
                        .updateOne(
                                new Document("_id", old.scope).append("wrapped", new Binary(old.wrapped)),
                                new Document(
                                        "$set",
                                        new Document("wrapped", new Binary(wrapped))
                                                .append("masterKey", primary.id()))))
                .map(result -> result.getModifiedCount());
    }

    private Uni<Set<String>> report(int rewrapped) {
        return DataKeys.samples()
                .map(samples ->
                        samples.stream().map(dataKey -> dataKey.masterKey).collect(Collectors.toSet()))
                .invoke(inUse -> {
                    if (rewrapped > 0) {
                        LOG.infof(
                                "Rewrapped %d data keys under master key %s",
                                rewrapped, ring.primary().id());
                    }
                    if (!ring.spare(inUse).isEmpty()) {
                        LOG.infof(
                                "No longer in use, and to be taken out of the settings: master key %s",
                                String.join(", ", ring.spare(inUse)));
                    }
                });
    }
}
