/**
 * Who did what: the actor of a request and its outcome, and one entry for every write, log-in and deployment, in a chain
 * of hashes; and how often secrets were read. Nothing here holds a content. Uses crypto, errors and
 * platform, so that every room may use it.
 */
@NullMarked
package io.valise.audit;

import org.jspecify.annotations.NullMarked;
