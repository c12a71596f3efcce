/** The composition root: the only place that knows every module. */
@NullMarked
package dev.hone.app;

import org.jspecify.annotations.NullMarked;
