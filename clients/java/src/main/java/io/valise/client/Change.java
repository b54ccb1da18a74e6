package io.valise.client;

import java.util.Set;

/**
 * A deployment whose values are in place.
 *
 * @param revision its number
 * @param changed names of the values that were added, removed or given another content
 */
public record Change(long revision, Set<String> changed) {}
