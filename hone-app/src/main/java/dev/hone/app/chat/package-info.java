/**
 * {@code hone chat}: a conversation in the terminal, with small tools that live in this process.
 */
@NullMarked
package dev.hone.app.chat;

import org.jspecify.annotations.NullMarked;
