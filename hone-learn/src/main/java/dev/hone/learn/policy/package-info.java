/**
 * Policy and value losses: value and gradient with respect to log-probabilities. Pure functions.
 */
@NullMarked
package dev.hone.learn.policy;

import org.jspecify.annotations.NullMarked;
