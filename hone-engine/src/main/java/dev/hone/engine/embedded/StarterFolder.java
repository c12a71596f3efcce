package dev.hone.engine.embedded;

import dev.hone.engine.model.ModelConfig;
import dev.hone.engine.model.ModelFolder;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.Precision;
import dev.hone.engine.text.BpeTrainer;
import dev.hone.engine.text.TokenizerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a model folder that the engine can load and train: random weights under a learned
 * tokenizer. The beginning of every pre-training, and of tests.
 */
public final class StarterFolder {

  private StarterFolder() {}

  /**
   * Writes config.json, model.safetensors, generation_config.json, tokenizer.json,
   * tokenizer_config.json and chat_template.jinja. The folder appears whole or not at all.
   *
   * @param folder must not be there yet
   * @param config its vocabulary must hold the tokenizer's
   * @param seed of the weights
   * @throws IOException if it cannot be written, or is there already
   */
  public static void create(
      Path folder,
      ModelConfig config,
      BpeTrainer.Learned tokenizer,
      TokenizerFiles.Config text,
      long seed)
      throws IOException {
    create(folder, ModelWeights.random(config, seed), tokenizer, text);
  }

  /**
   * As {@link #create(Path, ModelConfig, BpeTrainer.Learned, TokenizerFiles.Config, long)}, from
   * weights that are there already.
   *
   * @throws IOException if it cannot be written, or is there already
   */
  public static void create(
      Path folder, ModelWeights weights, BpeTrainer.Learned tokenizer, TokenizerFiles.Config text)
      throws IOException {
    ModelConfig config = weights.config();
    if (tokenizer.vocabulary().size() > config.vocabularySize()) {
      throw new IllegalArgumentException(
          "the tokenizer has "
              + tokenizer.vocabulary().size()
              + " tokens, the model only "
              + config.vocabularySize());
    }
    Path target = folder.toAbsolutePath().normalize();
    Path partial = target.resolveSibling("." + target.getFileName() + ".new");
    delete(partial);
    try {
      ModelFolder.write(weights, partial, Precision.FLOAT32);
      TokenizerFiles.write(partial, tokenizer, text);
      Files.write(partial.resolve("generation_config.json"), generationConfig(config));
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      delete(partial);
    }
  }

  private static byte[] generationConfig(ModelConfig config) {
    JsonMapper json = JsonMapper.builder().build();
    ObjectNode root = json.createObjectNode();
    ArrayNode ends = root.putArray("eos_token_id");
    config.endTokens().forEach(ends::add);
    return json.writeValueAsBytes(root);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> found = Files.walk(folder)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
