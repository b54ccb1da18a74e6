/**
 * Apps, and the app that a request is about.
 *
 * <p>Uses audit, changes, crypto, errors, platform, revisions and telemetry.
 */
@NullMarked
package io.valise.apps;

import org.jspecify.annotations.NullMarked;
