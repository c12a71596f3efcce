/**
 * {@code hone simulate}: the personalisation experiment. Simulated users, the real parts of the
 * loop, and what came of them as a table and curves.
 */
@NullMarked
package dev.hone.app.simulate;

import org.jspecify.annotations.NullMarked;
