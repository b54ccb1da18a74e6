package io.valise.crypto;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A stored document that grants access, or says what something is: it is believed only with a valid signature. Read and
 * written by {@link SignedDocuments} alone.
 */
public interface Signed {
    /** Its kind, its id, and each field that matters: whoever can write to the database can set what is not in here. */
    SignedFields signedFields();

    ObjectId id();

    byte @Nullable [] signature();

    /** Sets the signature. */
    void sign(byte[] signature);

    /** How it is reported where its signature is not valid. */
    Damaged damage();
}
