package io.valise.store.embedded;

import java.util.Map;

/**
 * The result of reading a whole store.
 *
 * @param damaged the damaged collections and indexes, each with the first problem found
 * @param bytes size of the readable documents and index entries, including keys
 * @param fileBytes size of the file
 */
public record StoreCheck(Map<String, String> damaged, long bytes, long fileBytes) {}
