/**
 * Who did what: the actor and outcome of a request; one entry per write, log-in and deployment, in a hash chain; and
 * how often secrets were read. Never holds a content. Uses crypto, errors and platform, so that every room may use it.
 */
@NullMarked
package io.valise.audit;

import org.jspecify.annotations.NullMarked;
