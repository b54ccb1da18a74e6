/**
 * The routes of drafts: opening, reviewing, rebasing, deploying and discarding them. Uses changes, revisions,
 * deployments, files, apps, audit and errors.
 */
@NullMarked
package io.valise.drafts;

import org.jspecify.annotations.NullMarked;
