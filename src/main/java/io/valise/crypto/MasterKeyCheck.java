package io.valise.crypto;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the master keys at hand open what is in the store: under each master key at start, and in brief for the health check. */
@ApplicationScoped
public class MasterKeyCheck {
    private final MasterKeyRing ring;
    private final DataKeys dataKeys;

    MasterKeyCheck(MasterKeyRing ring, DataKeys dataKeys) {
        this.ring = ring;
        this.dataKeys = dataKeys;
    }

    /**
     * Opens a data key under each master key in use, and makes the service's own if there is none. To be called once at start, when
     * the store answers; the service must end where this fails with {@link MasterKeyException}, whose sentence names
     * the master key that it needs. The store's own failures come through as they are.
     */
    public Uni<Void> checkMasterKey() {
        return DataKeys.samples()
                .invoke(this::requireKnown)
                .flatMap(this::open)
                .flatMap(opened -> dataKeys.openOrMake(Sealer.SERVICE_SCOPE))
                .replaceWithVoid();
    }

    /**
     * Whether the service's own data key opens, cheaply: it is asked for anew every few minutes only. False before
     * {@link #checkMasterKey} has been through. Fails where the store does.
     */
    public Uni<Boolean> opens() {
        return dataKeys.open(Sealer.SERVICE_SCOPE)
                .map(key -> key != null)
                .onFailure(MasterKeyException.class)
                .recoverWithItem(false);
    }

    /** All that is missing at once, before any key is tried: one restart mends it, not one per key. */
    private void requireKnown(List<DataKey> samples) {
        Set<String> missing = samples.stream()
                .map(dataKey -> dataKey.masterKey)
                .filter(id -> !ring.has(id))
                .collect(Collectors.toSet());
        if (!missing.isEmpty()) {
            throw ring.missing(missing);
        }
    }

    private Uni<Void> open(List<DataKey> samples) {
        return Multi.createFrom()
                .iterable(samples)
                .onItem()
                .transformToUniAndConcatenate(ring::open)
                .onItem()
                .ignoreAsUni();
    }
}
