/** Apps, and the app that a request is about. Uses changes, revisions, audit, crypto, platform, requests and errors. */
@NullMarked
package io.valise.apps;

import org.jspecify.annotations.NullMarked;
