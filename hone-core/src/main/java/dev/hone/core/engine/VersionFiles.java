package dev.hone.core.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a version's weights lie.
 *
 * @param base a model folder in Hugging Face layout: {@code config.json}, {@code
 *     model.safetensors}, {@code tokenizer.json}, a chat template
 * @param adapter a LoRA folder in PEFT layout ({@code adapter_config.json}, {@code
 *     adapter_model.safetensors}), or null for the base itself
 */
public record VersionFiles(Path base, @Nullable Path adapter) {}
