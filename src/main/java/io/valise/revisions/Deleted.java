package io.valise.revisions;

import org.bson.types.ObjectId;

/** Event: an app was deleted, by this instance or by another one. */
public record Deleted(ObjectId app) {}
