/**
 * Who calls and what they may do: projects, API keys, sessions, roles.
 *
 * <p>Uses audit, crypto, edge, errors, platform and telemetry.
 */
@NullMarked
package io.valise.auth;

import org.jspecify.annotations.NullMarked;
