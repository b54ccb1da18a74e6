/** Values: any JSON, or a link to a secret. Uses bulk, changes and the rooms below. */
@NullMarked
package io.valise.values;

import org.jspecify.annotations.NullMarked;
