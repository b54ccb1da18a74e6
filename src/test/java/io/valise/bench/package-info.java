/**
 * How fast the packaged service is, and how much memory it takes. Not part of the tests: {@code docs/benchmarks.md} has
 * the command and the figures. Uses only the JDK.
 */
@NullMarked
package io.valise.bench;

import org.jspecify.annotations.NullMarked;
