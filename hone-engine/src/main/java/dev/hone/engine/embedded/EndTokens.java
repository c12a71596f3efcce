package dev.hone.engine.embedded;

import dev.hone.core.engine.EngineException;
import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which tokens end an answer: those of {@code config.json}, of {@code generation_config.json} and
 * the {@code eos_token} of {@code tokenizer_config.json}, all together.
 */
final class EndTokens {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EndTokens() {}

  static BitSet read(Path folder, ModelConfig config, Tokenizer tokenizer) {
    BitSet ends = new BitSet();
    config.endTokens().forEach(ends::set);
    JsonNode eos = tree(folder.resolve("generation_config.json")).path("eos_token_id");
    if (eos.isIntegralNumber()) {
      set(ends, eos, config);
    } else if (eos.isArray()) {
      eos.forEach(id -> set(ends, id, config));
    }
    JsonNode named = tree(folder.resolve("tokenizer_config.json")).path("eos_token");
    JsonNode name = named.isObject() ? named.path("content") : named;
    if (name.isString()) {
      tokenizer.id(name.stringValue()).ifPresent(ends::set);
    }
    return ends;
  }

  private static void set(BitSet ends, JsonNode id, ModelConfig config) {
    if (id.isIntegralNumber() && id.asLong() >= 0 && id.asLong() < config.vocabularySize()) {
      ends.set(id.asInt());
    }
  }

  private static JsonNode tree(Path file) {
    if (!Files.exists(file)) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException | JacksonException e) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL, file + " cannot be read as JSON: " + e.getMessage(), e);
    }
  }
}
