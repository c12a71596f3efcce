/** Which lessons go into a prompt. */
@NullMarked
package dev.hone.gateway.lesson;

import org.jspecify.annotations.NullMarked;
