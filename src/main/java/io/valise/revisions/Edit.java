package io.valise.revisions;

import java.util.function.Function;

/**
 * A change as the caller intends it. It is computed on the current view, and again on a newer one if another revision
 * was published first. Pure; throws {@link io.valise.errors.ApiException} if the view does not allow it.
 */
@FunctionalInterface
public interface Edit extends Function<View, ChangeSet> {}
