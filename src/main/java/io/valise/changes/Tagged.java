package io.valise.changes;

/** A reply with one item and its {@code ETag} header. */
public interface Tagged {
    /** The entity tag, with its quotes. */
    String etag();
}
