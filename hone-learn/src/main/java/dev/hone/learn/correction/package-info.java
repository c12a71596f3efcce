/** Corrections for samples of other or older weights: weights, masks, rejection. Pure functions. */
@NullMarked
package dev.hone.learn.correction;

import org.jspecify.annotations.NullMarked;
