/** Where secrets lie. */
@NullMarked
package dev.hone.core.vault;

import org.jspecify.annotations.NullMarked;
