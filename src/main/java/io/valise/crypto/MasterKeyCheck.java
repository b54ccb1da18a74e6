package io.valise.crypto;

import io.smallrye.mutiny.Uni;
import io.valise.platform.InOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that the configured master keys open the stored data keys: one under each master key at start, and the
 * service's own for the health check.
 */
@ApplicationScoped
public class MasterKeyCheck {
    private final MasterKeyRing ring;
    private final DataKeys dataKeys;

    MasterKeyCheck(MasterKeyRing ring, DataKeys dataKeys) {
        this.ring = ring;
        this.dataKeys = dataKeys;
    }

    /**
     * Opens a data key under each master key in use, and creates the service's own if there is none. Call this once at
     * start when the store answers. If it fails with {@link MasterKeyException}, whose message names the missing master
     * key, the service must stop. Failures of the store are passed on unchanged.
     */
    public Uni<Void> checkMasterKey() {
        return DataKeys.samples()
                .invoke(this::requireKnown)
                .flatMap(this::open)
                .flatMap(opened -> dataKeys.openOrMake(Sealer.SERVICE_SCOPE))
                .replaceWithVoid();
    }

    /**
     * Whether the service's own data key can be opened. Cheap: the result is cached for a few minutes. False before
     * {@link #checkMasterKey} has finished. Fails if the store fails.
     */
    public Uni<Boolean> opens() {
        return dataKeys.open(Sealer.SERVICE_SCOPE)
                .map(key -> key != null)
                .onFailure(MasterKeyException.class)
                .recoverWithItem(false);
    }

    /** Reports all missing master keys at once, so that one restart is enough to fix them. */
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
        return InOrder.each(samples, ring::open);
    }
}
