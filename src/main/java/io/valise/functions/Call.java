package io.valise.functions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a Function.
 *
 * @param source JavaScript that sets {@code exports} to a function
 * @param expression evaluated after the source for the result; null calls the exported function
 * @param arguments for that function, each as JSON
 */
record Call(String source, @Nullable String expression, List<String> arguments, Configuration configuration) {}
