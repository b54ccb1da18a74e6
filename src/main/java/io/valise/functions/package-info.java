/**
 * Functions: JavaScript that reads the app's values, in a sandbox that reaches nothing else.
 *
 * <p>A call goes from {@link io.valise.functions.DebugResource} through {@link io.valise.functions.Workers} (threads,
 * a queue, the time limit) to {@link io.valise.functions.Sandbox}, which runs it on a fresh copy of the {@link
 * io.valise.functions.QuickJs}'s memory; {@link io.valise.functions.Host} answers the few questions that the sandboxed
 * code can ask.
 *
 * <p>Uses apps, audit, changes, contents, errors, files, json, revisions and runtime.
 */
@NullMarked
package io.valise.functions;

import org.jspecify.annotations.NullMarked;
