/**
 * How fast the packaged service is, and in how little memory. Not part of the tests: {@code docs/benchmarks.md} has the
 * command and the figures. Uses the JDK alone.
 */
@NullMarked
package io.valise.bench;

import org.jspecify.annotations.NullMarked;
