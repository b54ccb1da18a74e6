package io.valise.crypto;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An event: something that is stored is missing, was altered, or was forged. It was not served.
 *
 * @param project the project that it says it is of; null where it does not say, or an app is named
 * @param app the app that it belongs to; null for none, or where the document does not say which
 * @param what which document, for the log: its kind and id, never its content
 */
public record Damaged(@Nullable ObjectId project, @Nullable ObjectId app, String what) {
    /** Something of an app. */
    public Damaged(@Nullable ObjectId app, String what) {
        this(null, app, what);
    }
}
