package io.valise.changes;

import io.valise.audit.Origin;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Revision;
import io.valise.revisions.View;

/**
 * A draft with the revision that it was made on.
 *
 * @param own the base with the draft's changes on top, and nothing else
 */
public record LoadedDraft(Draft draft, Revision base, View own) {
    /** What the draft changes of its base. */
    public ChangeSet changes() {
        return base.view().changesTo(own);
    }

    /**
     * What its owner sees. The official command line deploys secrets at once, whether or not it has a draft open: there
     * the secrets are always those deployed.
     */
    View seen(Revision newest) {
        return isOfCommandLine() && newest.number != base.number ? own.withSecretsOf(newest.view()) : own;
    }

    boolean isOfCommandLine() {
        return draft.kind.equals(Origin.CLI.name());
    }
}
