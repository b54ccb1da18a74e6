/**
 * The store that needs no configuration: a MongoDB server inside our own process, kept in one file of the data folder.
 *
 * <p>From the network to the disk: {@link io.valise.store.embedded.WireServer} reads commands,
 * {@link io.valise.store.embedded.CommandEngine} runs each as one commit, {@link io.valise.store.embedded.EmbeddedCollection}
 * and its indexes execute it, and {@link io.valise.store.embedded.StoreFile} writes it. Query, update and projection
 * operators come from mongo-java-server. What is stored, how it is found, and what an acknowledged write guarantees is
 * our own code.
 *
 * <p>Not supported, and refused if ignoring them would be misleading: transactions, change streams, partial and TTL
 * indexes.
 */
@NullMarked
package io.valise.store.embedded;

import org.jspecify.annotations.NullMarked;
