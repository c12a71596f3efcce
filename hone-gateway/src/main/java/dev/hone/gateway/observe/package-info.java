/** Health and metrics. */
@NullMarked
package dev.hone.gateway.observe;

import org.jspecify.annotations.NullMarked;
