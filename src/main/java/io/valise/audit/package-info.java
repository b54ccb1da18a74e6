/**
 * Who did what: the actor and outcome of a request; one entry per write, log-in and deployment, in a hash chain; and
 * how often secrets were read. Never holds a content.
 *
 * <p>Uses crypto, errors and platform.
 */
@NullMarked
package io.valise.audit;

import org.jspecify.annotations.NullMarked;
