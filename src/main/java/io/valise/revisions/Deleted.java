package io.valise.revisions;

import org.bson.types.ObjectId;

/** An event: an app was deleted, by this instance, or by another as this one has just found out. */
public record Deleted(ObjectId app) {}
