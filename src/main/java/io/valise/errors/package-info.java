/**
 * The one error model: every failure a client sees is an {@link io.valise.errors.ErrorCode} in an
 * {@link io.valise.errors.ErrorBody}. Uses nothing of ours.
 */
@NullMarked
package io.valise.errors;

import org.jspecify.annotations.NullMarked;
