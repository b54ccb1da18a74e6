package io.valise.crypto;

/**
 * Where a sealed secret belongs. The place is associated data of the ciphertext, so that a ciphertext copied to another
 * place cannot be opened there.
 *
 * @param scope whose data key seals it, such as an app's id
 * @param item what it belongs to within the scope, such as {@code secret/<id>}
 * @param version which content of that item, such as the content's id
 */
public record Place(String scope, String item, String version) {}
