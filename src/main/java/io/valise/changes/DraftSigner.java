package io.valise.changes;

import io.valise.crypto.Signatures;
import io.valise.crypto.SignedFields;
import io.valise.revisions.Tag;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Signs drafts: their owner, and everything that a deployment would put live. So somebody with write access to the
 * database alone cannot add a change to a draft that its owner has reviewed.
 */
@ApplicationScoped
class DraftSigner {
    private final Signatures signatures;

    DraftSigner(Signatures signatures) {
        this.signatures = signatures;
    }

    void sign(Draft draft) {
        draft.signature = signatures.sign(fields(draft));
    }

    boolean isGenuine(Draft draft) {
        return signatures.isSigned(fields(draft), draft.signature);
    }

    private static SignedFields fields(Draft draft) {
        SignedFields fields = new SignedFields("valise/draft/1")
                .id(draft.id)
                .id(draft.app)
                .id(draft.user)
                .text(draft.kind)
                .number(draft.base)
                .number(draft.step);
        return Tag.sign(draft.tag, fields).bytes(draft.root);
    }
}
