/** Runs what docs/kubernetes says against the service. */
@NullMarked
package io.valise.kubernetes;

import org.jspecify.annotations.NullMarked;
