package io.valise.revisions;

import org.bson.types.ObjectId;

/** An event: this instance has deleted an app. */
public record Deleted(ObjectId app) {}
