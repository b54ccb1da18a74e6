/**
 * The core: an app's configuration and how it changes. The rules ({@link io.valise.revisions.View}, {@link
 * io.valise.revisions.Change}) are pure. {@link io.valise.revisions.Publisher} writes them to the store, one immutable
 * document per deployment, and {@link io.valise.revisions.Revisions} reads them.
 *
 * <p>Uses crypto, errors and platform.
 */
@NullMarked
package io.valise.revisions;

import org.jspecify.annotations.NullMarked;
