/** Tests of the embedded model against a plain double-precision one. */
@NullMarked
package dev.hone.engine.model;

import org.jspecify.annotations.NullMarked;
