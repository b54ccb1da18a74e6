/**
 * Encrypts and signs: the clear content of a secret, its sealed form, and the keys. The only room that encrypts.
 *
 * <p>Three layers, each of which opens the next:
 *
 * <ol> <li>the <b>master key ring</b> ({@link io.valise.crypto.MasterKeyRing}), which is never in the store: it comes
 * from the settings, a file, or a KMS; <li>one <b>data key</b> per scope ({@link io.valise.crypto.DataKey}), in the
 * store, wrapped by a master key; <li>the <b>contents</b> ({@link io.valise.crypto.SealedSecret}), sealed by the data
 * key of their scope ({@link io.valise.crypto.Sealer}). </ol>
 *
 * <p>Changing the master key therefore only rewraps data keys ({@link io.valise.crypto.Rotation}); no content changes.
 *
 * <p>Uses errors and platform.
 */
@NullMarked
package io.valise.crypto;

import org.jspecify.annotations.NullMarked;
