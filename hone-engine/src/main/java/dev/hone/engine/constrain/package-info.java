/** Answers that must be JSON of a given schema: which tokens may come next. */
@NullMarked
package dev.hone.engine.constrain;

import org.jspecify.annotations.NullMarked;
