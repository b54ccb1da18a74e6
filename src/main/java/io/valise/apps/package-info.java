/** Apps, and which app a request is about. Uses changes, revisions, audit, crypto, requests and errors. */
@NullMarked
package io.valise.apps;

import org.jspecify.annotations.NullMarked;
