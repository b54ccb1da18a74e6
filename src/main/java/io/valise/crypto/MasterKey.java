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
 * A master key: wraps and unwraps data keys, each bound to its scope. The key never leaves this object; a key in a KMS
 * never leaves the KMS.
 *
 * @param id identifies the master key without revealing anything about it; stored with what it wraps
 * @param blocking whether using it may block on a network or disk, so that it must run on a worker thread
 */
record MasterKey(String id, Aead aead, boolean blocking) {
    /** The data key as stored: Tink's encrypted keyset in binary form. */
    Uni<byte[]> wrap(String scope, KeysetHandle dataKey) {
        return call(() -> TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        dataKey, aead, AssociatedData.ofDataKey(scope), RegistryConfiguration.get()))
                .onFailure()
                .transform(failure -> refused("wrap", scope, failure));
    }

    /** Fails with {@link MasterKeyException} unless this key wrapped these bytes for this scope. */
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
                : "the key does not match its id, or the stored data key was altered";
        return new MasterKeyException(
                "master key " + id + " cannot " + verb + " the data key of scope \"" + scope + "\": " + reason,
                failure);
    }

    @Override
    public String toString() {
        return "MasterKey[" + id + "]";
    }
}
