/**
 * The error model: every failure that a client sees is an {@link io.valise.errors.ErrorCode} in an {@link
 * io.valise.errors.ErrorBody}.
 *
 * <p>Uses json and telemetry.
 */
@NullMarked
package io.valise.errors;

import org.jspecify.annotations.NullMarked;
