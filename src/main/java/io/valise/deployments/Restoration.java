package io.valise.deployments;

import io.valise.errors.ApiException;
import io.valise.errors.ErrorCode;
import io.valise.revisions.Change;
import io.valise.revisions.ChangeSet;
import io.valise.revisions.Edit;
import io.valise.revisions.Entry;
import io.valise.revisions.Kind;
import io.valise.revisions.View;
import java.util.List;

/**
 * Restores an earlier configuration: everything as it was, except secrets, which keep their current contents. Going
 * back must not restore a rotated key.
 *
 * @param earlier the configuration to restore
 * @param time in UNIX seconds
 */
record Restoration(View earlier, long time) implements Edit {
    /** Fails with 409 {@code SecretNotFound} if a value linked to a secret that has since been deleted. */
    @Override
    public ChangeSet apply(View now) {
        refuseLostSecrets(now);
        List<Change> changes = now.changesTo(earlier).items().stream()
                .filter(change -> change.item().kind() != Kind.SECRET)
                .filter(change -> change.after() == null || !change.after().isLike(change.before()))
                .map(change -> change.after() == null
                        ? change
                        : new Change(change.before(), change.after().at(time)))
                .toList();
        return now.relinking(ChangeSet.of(changes).andTag(now, earlier.tag(), time));
    }

    private void refuseLostSecrets(View now) {
        List<ApiException.FieldError> lost = earlier.entries(Kind.VALUE).stream()
                .filter(value -> value.secret() != null && now.get(value.secret()) == null)
                .map(value ->
                        new ApiException.FieldError(value.name(), "linked to the secret \"" + secret(value) + "\""))
                .toList();
        if (!lost.isEmpty()) {
            ApiException.FieldError first = lost.get(0);
            throw new ApiException(
                            ErrorCode.SecretNotFound,
                            "the value \"" + first.field() + "\" " + first.error() + ", which was deleted; nothing was"
                                    + " changed")
                    .withStatus(409)
                    .withDetails(lost);
        }
    }

    private String secret(Entry value) {
        Entry secret = value.secret() == null ? null : earlier.get(value.secret());
        return secret == null ? "" : secret.name();
    }
}
