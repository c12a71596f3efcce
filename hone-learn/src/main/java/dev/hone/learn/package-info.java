/** What several parts of learning share. */
@NullMarked
package dev.hone.learn;

import org.jspecify.annotations.NullMarked;
