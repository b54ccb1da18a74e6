package io.valise.changes;

/** A reply that shows one item, and has an {@code ETag} header for it. */
public interface Tagged {
    /** The entity tag, with its quotes. */
    String etag();
}
