/**
 * The error model: every failure that a client sees is an {@link io.valise.errors.ErrorCode} in an {@link
 * io.valise.errors.ErrorBody}. Also decides what is an error: requests that the OpenAPI document does not allow ({@link
 * io.valise.errors.DocumentedPaths}, {@link io.valise.errors.QueryParameters}), and failures of the store, which may
 * leave open whether a write took place ({@link io.valise.errors.StoreFailure}, {@link io.valise.errors.Writes}).
 *
 * <p>Uses json, platform and telemetry.
 */
@NullMarked
package io.valise.errors;

import org.jspecify.annotations.NullMarked;
