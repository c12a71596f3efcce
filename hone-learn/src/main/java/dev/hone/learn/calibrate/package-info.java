/** How well a judge judges: labelled cases, and agreement with them. */
@NullMarked
package dev.hone.learn.calibrate;

import org.jspecify.annotations.NullMarked;
