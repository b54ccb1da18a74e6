/**
 * How much the service takes at once, and in which form: requests under way, requests that are held, the time in which
 * one must arrive, the one path that it has, the headers that answers carry.
 * What is more is refused before any other room hears of it.
 */
@NullMarked
package io.valise.limits;

import org.jspecify.annotations.NullMarked;
