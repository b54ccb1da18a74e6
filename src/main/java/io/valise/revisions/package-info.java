/**
 * The heart: what an app's configuration is, and how it changes. The rules ({@link io.valise.revisions.View}, {@link
 * io.valise.revisions.Change}) are pure; {@link io.valise.revisions.Publisher} puts them into the store, one immutable
 * document a deployment, and {@link io.valise.revisions.Revisions} reads them. Uses crypto, errors and platform.
 */
@NullMarked
package io.valise.revisions;

import org.jspecify.annotations.NullMarked;
