package io.valise.revisions;

import io.valise.crypto.Signatures;
import io.valise.crypto.SignedFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/**
 * Signs revisions, each over all of its fields, among them the hash of its root and the signature of the revision
 * before. So no field can be changed, no block or content put in another's place, and no revision moved or slipped in.
 */
@ApplicationScoped
class RevisionSigner {
    private final Signatures signatures;

    RevisionSigner(Signatures signatures) {
        this.signatures = signatures;
    }

    /** The revision, signed. */
    Revision sign(Revision revision) {
        revision.signature = signatures.sign(fields(revision));
        return revision;
    }

    /** Whether the revision is as it was signed. */
    boolean isGenuine(Revision revision) {
        return signatures.isSigned(fields(revision), revision.signature);
    }

    /** Whether the revision is as it was signed, and follows this one, without a gap or over that of a restore. */
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
