/**
 * Sealing: the clear content of a secret, its sealed form, and the keys between them. The only room that encrypts.
 * Uses errors.
 */
@NullMarked
package io.valise.crypto;

import org.jspecify.annotations.NullMarked;
