package io.valise.revisions;

import org.bson.types.ObjectId;

/**
 * An event: something of an app that is stored is missing, was altered, or was forged. It was not served.
 *
 * @param what which document, for the log: its kind and id, never its content
 */
public record Damaged(ObjectId app, String what) {}
