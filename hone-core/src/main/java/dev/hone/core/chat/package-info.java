/** Conversations as every dialect can say them: messages, tools, and what a model may call. */
@NullMarked
package dev.hone.core.chat;

import org.jspecify.annotations.NullMarked;
