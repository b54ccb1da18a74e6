/**
 * Limits on what the service accepts: how many requests are under way or held, how long a request may take to arrive,
 * the form of its path, and the headers of responses. A request over a limit is refused before any other room sees it.
 *
 * <p>Uses errors, platform and telemetry.
 */
@NullMarked
package io.valise.edge;

import org.jspecify.annotations.NullMarked;
