/** Clients in other languages, built and used as their users would. */
@NullMarked
package io.valise.clients;

import org.jspecify.annotations.NullMarked;
