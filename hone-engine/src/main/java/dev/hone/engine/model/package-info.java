/**
 * The embedded model: its files, its weights, its training step and its incremental decoder. Knows
 * no text: everything here is token ids and numbers.
 */
@NullMarked
package dev.hone.engine.model;

import org.jspecify.annotations.NullMarked;
