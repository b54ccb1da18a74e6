/**
 * What operators see of a request: its id in the response and in each log line, the caller, the app, one line in the
 * log, and its duration. Names in a path are never shown, only the route's template.
 *
 * <p>Uses platform.
 */
@NullMarked
package io.valise.telemetry;

import org.jspecify.annotations.NullMarked;
