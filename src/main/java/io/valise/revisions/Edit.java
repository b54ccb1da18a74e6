package io.valise.revisions;

import java.util.function.Function;

/**
 * A change as the caller means it: computed on the view it is made in, again on a newer one if the race for a revision
 * is lost. Pure; throws {@link io.valise.errors.ApiException} where the view does not allow it.
 */
@FunctionalInterface
public interface Edit extends Function<View, ChangeSet> {}
