/** {@code hone demo}: the whole loop, shown on a service of its own. */
@NullMarked
package dev.hone.app.demo;

import org.jspecify.annotations.NullMarked;
