/** Answers model calls with the engine, in the dialect in which they came. */
@NullMarked
package dev.hone.gateway.answer;

import org.jspecify.annotations.NullMarked;
