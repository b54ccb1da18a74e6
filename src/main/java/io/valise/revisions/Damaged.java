package io.valise.revisions;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An event: something of an app that is stored is missing, was altered, or was forged. It was not served.
 *
 * @param app null where the document does not say which
 * @param what which document, for the log: its kind and id, never its content
 */
public record Damaged(@Nullable ObjectId app, String what) {}
