/**
 * Deployments: the history of an app, and redeploying an earlier deployment. Each successful deployment has made a
 * revision; a failed one has none.
 *
 * <p>Uses apps, audit, contents, errors, files, json and revisions.
 */
@NullMarked
package io.valise.deployments;

import org.jspecify.annotations.NullMarked;
