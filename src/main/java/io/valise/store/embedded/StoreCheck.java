package io.valise.store.embedded;

import java.util.Map;

/**
 * What was found by reading all of a store.
 *
 * @param damaged the collections and indexes that are damaged, each with what was found first
 * @param bytes of the documents and index entries that could be read, with their keys
 * @param fileBytes of the file
 */
public record StoreCheck(Map<String, String> damaged, long bytes, long fileBytes) {}
