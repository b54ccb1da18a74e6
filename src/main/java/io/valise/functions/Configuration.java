package io.valise.functions;

import org.jspecify.annotations.Nullable;

/** What a Function reads of its app. Asked for piece by piece, since an app may hold megabytes. */
interface Configuration {
    /**
     * The value's JSON, with a linked secret's content in it; null if there is none of this name. Every secret that a
     * Function reads passes here: the place to count it.
     */
    @Nullable
    String value(String name);

    /** The environment tag; {@code ""} for none. */
    String tag();

    /** The environment values of the tag: a JSON object, name by name. */
    String environment();
}
