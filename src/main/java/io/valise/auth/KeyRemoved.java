package io.valise.auth;

import org.bson.types.ObjectId;

/** An event: this instance has removed an API key. */
public record KeyRemoved(ObjectId key) {}
