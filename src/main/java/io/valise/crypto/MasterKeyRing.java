package io.valise.crypto;

import com.google.crypto.tink.KeysetHandle;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The configured master keys, with distinct ids. The first is the primary, which wraps; each opens what it has wrapped.
 */
record MasterKeyRing(List<MasterKey> keys) {
    MasterKeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new MasterKeyException("there is no master key");
        }
    }

    MasterKey primary() {
        return keys.get(0);
    }

    /** In the order of the ring. */
    List<String> ids() {
        return keys.stream().map(MasterKey::id).toList();
    }

    boolean has(String id) {
        return ids().contains(id);
    }

    /** The ids of keys that are neither the primary nor in use, so they can be removed from the settings. */
    List<String> spare(Set<String> inUse) {
        return keys.stream()
                .skip(1)
                .map(MasterKey::id)
                .filter(id -> !inUse.contains(id))
                .toList();
    }

    /** Fails with {@link MasterKeyException} if the ring lacks the key that wraps it, or that key does not open it. */
    Uni<KeysetHandle> open(DataKey dataKey) {
        return keys.stream()
                .filter(key -> key.id().equals(dataKey.masterKey))
                .findFirst()
                .map(key -> key.unwrap(dataKey.scope, dataKey.wrapped))
                .orElseGet(() -> Uni.createFrom().failure(() -> missing(Set.of(dataKey.masterKey))));
    }

    MasterKeyException missing(Set<String> needed) {
        Path absent = MasterKeyFile.absent(primary());
        return new MasterKeyException("the store holds data keys under master key "
                + needed.stream().sorted().collect(Collectors.joining(", "))
                + (absent == null
                        ? ", which is not among the configured master keys (" + String.join(", ", ids())
                                + "): add it again, after the first one if you are changing keys"
                        : ", and " + absent + " is missing: restore it from your copy"));
    }
}
