/** Runs the instructions of docs/kubernetes against the service. */
@NullMarked
package io.valise.kubernetes;

import org.jspecify.annotations.NullMarked;
