/**
 * How much the service takes at once: requests under way, requests that are held, the time in which a body must arrive.
 * What is more is refused before any other room hears of it.
 */
@NullMarked
package io.valise.limits;

import org.jspecify.annotations.NullMarked;
