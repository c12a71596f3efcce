package dev.hone.core.engine;

/**
 * A prompt as the model sees it.
 *
 * @param ids token ids
 * @param templateHash names the chat template and tokenizer that made them (hex)
 */
public record EncodedPrompt(int[] ids, String templateHash) {}
