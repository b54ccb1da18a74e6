package io.valise.revisions;

import io.valise.crypto.Signatures;
import io.valise.crypto.SignedFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/**
 * Signs revisions. A signature covers all fields, including the hash of the root and the signature of the previous
 * revision. So no field can be altered, no block or content swapped, and no revision moved or inserted unnoticed.
 */
@ApplicationScoped
class RevisionSigner {
    private final Signatures signatures;

    RevisionSigner(Signatures signatures) {
        this.signatures = signatures;
    }

    /** Sets the signature and returns the revision. */
    Revision sign(Revision revision) {
        revision.signature = signatures.sign(fields(revision));
        return revision;
    }

    /** Whether the signature is valid. */
    boolean isGenuine(Revision revision) {
        return signatures.isSigned(fields(revision), revision.signature);
    }

    /**
     * Whether the signature is valid and the revision follows the other one, directly or across the gap of a restore.
     */
    boolean follows(Revision revision, Revision before) {
        return isGenuine(revision)
                && revision.number > before.number
                && Arrays.equals(revision.previous, before.signature);
    }

    private static SignedFields fields(Revision revision) {
        SignedFields fields = new SignedFields("valise/revision/1")
                .id(revision.id)
                .id(revision.app)
                .number(revision.number)
                .id(revision.change)
                .id(revision.user)
                .text(revision.origin)
                .text(revision.name)
                .id(revision.draft)
                .id(revision.redeployedFrom)
                .number(revision.deployedAt);
        return Tag.sign(revision.tag, fields).bytes(revision.root).bytes(revision.previous);
    }
}
