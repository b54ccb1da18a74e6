/** Apps, and which app a request is about. Uses revisions, drafts, auth, crypto, requests and errors. */
@NullMarked
package io.valise.apps;

import org.jspecify.annotations.NullMarked;
