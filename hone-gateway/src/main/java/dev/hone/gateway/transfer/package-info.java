/** Import of offline logs and export of what is kept, in the shapes that others take. */
@NullMarked
package dev.hone.gateway.transfer;

import org.jspecify.annotations.NullMarked;
