/** Keeps poisoned feedback out of weights: trust, quarantine, bounded influence. */
@NullMarked
package dev.hone.learn.defence;

import org.jspecify.annotations.NullMarked;
