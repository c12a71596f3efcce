/** What other programs say of steps, signed, perhaps days later. */
@NullMarked
package dev.hone.gateway.signal;

import org.jspecify.annotations.NullMarked;
