/**
 * Advantage estimators: from rewards to how much better than expected a token was. Pure functions.
 */
@NullMarked
package dev.hone.learn.advantage;

import org.jspecify.annotations.NullMarked;
