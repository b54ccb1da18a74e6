package io.valise.functions;

import org.jspecify.annotations.Nullable;

/** The app data that a Function can read. Read piece by piece, because an app may hold megabytes. */
interface Configuration {
    /**
     * The value's JSON, with the content of a linked secret; null if there is no such value. Every secret that a
     * Function reads passes through here, so this is where reads are counted.
     */
    @Nullable
    String value(String name);

    /** The environment tag; {@code ""} for none. */
    String tag();

    /** The environment values of the tag, as a JSON object by name. */
    String environment();
}
