/** What an engine can do: generate, score, train, and serve several versions at once. */
@NullMarked
package dev.hone.core.engine;

import org.jspecify.annotations.NullMarked;
