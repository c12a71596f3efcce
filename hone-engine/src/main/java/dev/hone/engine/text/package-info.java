/**
 * From conversations to token ids and back: tokenizers in Hugging Face's format, chat templates,
 * and the training of byte-level vocabularies.
 */
@NullMarked
package dev.hone.engine.text;

import org.jspecify.annotations.NullMarked;
