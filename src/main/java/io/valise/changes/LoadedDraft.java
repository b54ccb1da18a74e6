package io.valise.changes;

import io.valise.audit.Origin;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Revision;
import io.valise.revisions.View;

/**
 * A draft with its base revision.
 *
 * @param own the base with the draft's changes, and nothing else
 */
public record LoadedDraft(Draft draft, Revision base, View own) {
    /** The draft's changes to its base. */
    public ChangeSet changes() {
        return base.view().changesTo(own);
    }

    /**
     * The owner's view. The official command line deploys secrets at once, even with an open draft, so its drafts
     * always show the deployed secrets.
     */
    View seen(Revision newest) {
        return isOfCommandLine() && newest.number != base.number ? own.withSecretsOf(newest.view()) : own;
    }

    boolean isOfCommandLine() {
        return draft.kind.equals(Origin.CLI.name());
    }
}
