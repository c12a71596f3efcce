/** What changes from optimizer step to optimizer step. Pure functions. */
@NullMarked
package dev.hone.learn.schedule;

import org.jspecify.annotations.NullMarked;
