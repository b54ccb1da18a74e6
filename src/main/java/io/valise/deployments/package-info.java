/**
 * Deployments: a draft put live, the history of an app, and the way back. A deployment is the story of a revision; one
 * that failed has none. Uses files, revisions, contents, apps, audit and errors.
 */
@NullMarked
package io.valise.deployments;

import org.jspecify.annotations.NullMarked;
