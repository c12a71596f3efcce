/**
 * An interpreter for the part of Jinja that chat templates use. Templates come with model folders,
 * so nothing of Java can be reached from one, and its size, loops, depth and output are bounded.
 */
@NullMarked
package dev.hone.engine.text.jinja;

import org.jspecify.annotations.NullMarked;
