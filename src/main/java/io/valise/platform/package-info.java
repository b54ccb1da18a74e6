/** What rooms build on that is about no feature. Uses nothing of ours. */
@NullMarked
package io.valise.platform;

import org.jspecify.annotations.NullMarked;
