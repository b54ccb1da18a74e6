/**
 * What operators see of a request: its id in the answer and in each line of the log, who made it and at which app, its
 * own line, its time. Names in a path are never seen, only the route's template. Uses no other room.
 */
@NullMarked
package io.valise.requests;

import org.jspecify.annotations.NullMarked;
