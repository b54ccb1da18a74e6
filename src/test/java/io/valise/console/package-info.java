/** The console in a real browser, with the real service and store: what people see and do there. */
@NullMarked
package io.valise.console;

import org.jspecify.annotations.NullMarked;
