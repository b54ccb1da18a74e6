/**
 * Who calls and what they may do: projects, API keys, sessions, roles. Uses audit, crypto, limits, platform, requests
 * and errors.
 */
@NullMarked
package io.valise.auth;

import org.jspecify.annotations.NullMarked;
