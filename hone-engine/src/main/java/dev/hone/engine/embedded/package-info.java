/** The engine that runs a model inside this process: serving, scoring, training. */
@NullMarked
package dev.hone.engine.embedded;

import org.jspecify.annotations.NullMarked;
