/**
 * What operators see of a request: its id, on every line of the log that is written on its behalf; its line in the log;
 * how long the store took for it, as a metric and as a span. Never a name or a content: ids, routes and commands.
 *
 * <p>What a room counts, it counts itself, with Micrometer's {@code Metrics}; docs/observability.md lists all of it.
 */
@NullMarked
package io.valise.telemetry;

import org.jspecify.annotations.NullMarked;
