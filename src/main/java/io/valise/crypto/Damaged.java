package io.valise.crypto;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An event: a stored document is missing, or was altered or forged. It was not served.
 *
 * @param project the project that the document names; null if it names none, or an app is given
 * @param app the app that the document belongs to; null for none, or if the document does not name one
 * @param what the document for the log: its kind and id, never its content
 */
public record Damaged(@Nullable ObjectId project, @Nullable ObjectId app, String what) {
    /** A document of an app. */
    public Damaged(@Nullable ObjectId app, String what) {
        this(null, app, what);
    }
}
