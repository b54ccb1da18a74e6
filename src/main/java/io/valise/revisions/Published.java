package io.valise.revisions;

import org.bson.types.ObjectId;

/** Told to all who observe it when this instance has published a revision, before the deployment is answered. */
public record Published(ObjectId app, long number) {}
