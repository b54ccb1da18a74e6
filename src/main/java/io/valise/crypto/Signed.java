package io.valise.crypto;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A stored document that grants access or defines what is live. It is only trusted with a valid signature, and only
 * {@link SignedDocuments} reads and writes it.
 */
public interface Signed {
    /**
     * Its kind, its id, and every field that matters: fields that are not signed can be changed by anyone with write
     * access to the database.
     */
    SignedFields signedFields();

    ObjectId id();

    byte @Nullable [] signature();

    void sign(byte[] signature);

    /** How it is reported if its signature is invalid. */
    Damaged damage();
}
