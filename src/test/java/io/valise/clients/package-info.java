/** Clients in other languages, as their users would make and use them. */
@NullMarked
package io.valise.clients;

import org.jspecify.annotations.NullMarked;
