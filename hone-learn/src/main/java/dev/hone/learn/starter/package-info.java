/**
 * The starter policy: what it is taught, how it is examined, and how it is trained from scratch.
 *
 * <p>Everything is generated: requests, tools, preferences, the way they are worded, and the right
 * answer to each, which is a function of the prompt alone. Held-out words and wordings are never
 * trained on.
 */
@NullMarked
package dev.hone.learn.starter;

import org.jspecify.annotations.NullMarked;
