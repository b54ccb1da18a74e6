/**
 * The routes of drafts: opening, reviewing, rebasing, deploying and discarding them.
 *
 * <p>Uses apps, audit, changes, deployments, errors, files, platform and revisions.
 */
@NullMarked
package io.valise.drafts;

import org.jspecify.annotations.NullMarked;
