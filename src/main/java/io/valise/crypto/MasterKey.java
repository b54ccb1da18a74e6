package io.valise.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.smallrye.mutiny.unchecked.UncheckedSupplier;
import io.valise.platform.CallersContext;

/**
 * One master key: wraps data keys and unwraps them, each bound to its scope. It never leaves this object; a KMS's never
 * even comes here.
 *
 * @param id tells master keys apart and nothing about them; stored with what it wraps
 * @param blocking whether using it may wait for a network or a disk, and so belongs on a worker thread
 */
record MasterKey(String id, Aead aead, boolean blocking) {
    /** The data key as it is stored: Tink's encrypted keyset, in its binary form. */
    Uni<byte[]> wrap(String scope, KeysetHandle dataKey) {
        return call(() -> TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        dataKey, aead, AssociatedData.ofDataKey(scope), RegistryConfiguration.get()))
                .onFailure()
                .transform(failure -> refused("wrap", scope, failure));
    }

    /** Fails with {@link MasterKeyException} if it is not this key that wrapped these bytes, for this scope. */
    Uni<KeysetHandle> unwrap(String scope, byte[] wrapped) {
        return call(() -> TinkProtoKeysetFormat.parseEncryptedKeyset(
                        wrapped, aead, AssociatedData.ofDataKey(scope), RegistryConfiguration.get()))
                .onFailure()
                .transform(failure -> refused("open", scope, failure));
    }

    private <T> Uni<T> call(UncheckedSupplier<T> work) {
        Uni<T> called = Uni.createFrom().item(Unchecked.supplier(work));
        return blocking
                ? CallersContext.returning(called.runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                : called;
    }

    private MasterKeyException refused(String verb, String scope, Throwable failure) {
        if (failure instanceof MasterKeyException known) {
            return known;
        }
        String reason = blocking
                ? "its KMS did not answer, or refused (" + MasterKeyException.kind(failure) + ")"
                : "it is another key than its id says, or the stored data key was changed";
        return new MasterKeyException(
                "master key " + id + " does not " + verb + " the data key of scope \"" + scope + "\": " + reason,
                failure);
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }
}
