/**
 * Simulated users: people with a hidden preference, who ask, see whether an answer is as they like
 * it, and correct it in their own words. Knows nothing of the starter policy and its preferences:
 * what a user wants is a {@link dev.hone.learn.simulate.Check} on the answer, and nothing else.
 */
@NullMarked
package dev.hone.learn.simulate;

import org.jspecify.annotations.NullMarked;
