/**
 * The store that needs no setting: a MongoDB server in our own process, kept in one file of the data folder.
 *
 * <p>From the wire to the disk: {@link io.valise.store.embedded.WireServer} reads commands, {@link
 * io.valise.store.embedded.Engine} runs each as one commit, {@link io.valise.store.embedded.EmbeddedCollection} and its
 * indexes answer it, {@link io.valise.store.embedded.StoreFile} writes it. Query, update and projection operators are
 * mongo-java-server's; what is stored, how it is found, and what an acknowledged write means are ours.
 *
 * <p>Not there, and refused where silence would mislead: transactions, change streams, partial and TTL indexes.
 */
@NullMarked
package io.valise.store.embedded;

import org.jspecify.annotations.NullMarked;
