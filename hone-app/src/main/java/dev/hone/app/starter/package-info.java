/** Making the starter policy from nothing: the curriculum of hone-learn on the embedded engine. */
@NullMarked
package dev.hone.app.starter;

import org.jspecify.annotations.NullMarked;
