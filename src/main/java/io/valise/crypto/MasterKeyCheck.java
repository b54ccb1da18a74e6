package io.valise.crypto;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.TreeSet;

/** Whether the master keys at hand open what is in the store: in full at start, and in brief for the health check. */
@ApplicationScoped
public class MasterKeyCheck {
    private static final int AT_ONCE = 8;

    private final MasterKeyRing ring;
    private final DataKeys dataKeys;

    MasterKeyCheck(MasterKeyRing ring, DataKeys dataKeys) {
        this.ring = ring;
        this.dataKeys = dataKeys;
    }

    /**
     * Opens every data key in the store, and makes the service's own if there is none. To be called once at start, when
     * the store answers; the service must end where this fails with {@link MasterKeyException}, whose sentence names
     * the master key that it needs. The store's own failures come through as they are.
     */
    public Uni<Void> checkMasterKey() {
        return unknown()
                .invoke(ids -> {
                    if (!ids.isEmpty()) {
                        throw ring.missing(ids);
                    }
                })
                .flatMap(none -> openAll())
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
    private Uni<Set<String>> unknown() {
        return DataKeys.stored()
                .find()
                .map(dataKey -> dataKey.masterKey)
                .select()
                .where(id -> !ring.has(id))
                .collect()
                .in(TreeSet::new, Set::add);
    }

    private Uni<Void> openAll() {
        return DataKeys.stored()
                .find()
                .onItem()
                .transformToUni(ring::open)
                .merge(AT_ONCE)
                .onItem()
                .ignoreAsUni();
    }
}
