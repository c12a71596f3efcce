/** Sessions by path, as Claw-R1's clients name them. */
@NullMarked
package dev.hone.gateway.trajectory;

import org.jspecify.annotations.NullMarked;
