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
 * Changes the master key. When a new key is first in the ring, all data keys under other master keys are rewrapped; the
 * data keys themselves, and so all contents, stay the same. With several instances, add the new key at the end of the
 * ring on all of them before making it the first on any, because every instance must be able to open what the others
 * wrap.
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
     * Rewraps every data key that is not under the primary master key, and logs which master keys can be removed.
     * Returns how many keys this call has rewrapped; 0 if there is nothing left to do. It may run on several instances
     * at once and be interrupted at any point, because each data key is rewrapped by one compare-and-swap.
     *
     * <p>Fails with {@link MasterKeyException} if a data key does not open. Others may have been rewrapped by then.
     */
    public Uni<Integer> rewrap() {
        return rewrapOthers(0).call(this::report);
    }

    /** Works in batches until none is left, because rewrapped keys leave the list that is being read. */
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

    /** 1; or 0 if another instance has already rewrapped it or the scope was destroyed. */
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
                                "No longer in use, can be removed from the settings: master key %s",
                                String.join(", ", ring.spare(inUse)));
                    }
                });
    }
}
