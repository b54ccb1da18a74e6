/**
 * Deployments: the history of an app, and redeploying an earlier deployment. Each successful deployment has made a
 * revision; a failed one has none. Uses files, revisions, contents, apps, audit and errors.
 */
@NullMarked
package io.valise.deployments;

import org.jspecify.annotations.NullMarked;
