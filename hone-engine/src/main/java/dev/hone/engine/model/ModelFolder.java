package dev.hone.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Model folders in Hugging Face layout: {@code config.json} with {@code model.safetensors}, or with
 * {@code model.safetensors.index.json} and the shards it names.
 */
public final class ModelFolder {

  private static final String CONFIG = "config.json";
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** Files beside the weights that a copy of the model needs too, where they are there. */
  private static final List<String> COMPANIONS =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "generation_config.json",
          "chat_template.jinja",
          "chat_template.json");

  private ModelFolder() {}

  /**
   * Reads the shape of a model only.
   *
   * @throws dev.hone.core.engine.EngineException {@code BAD_MODEL}
   */
  public static ModelConfig readConfig(Path folder) {
    return ConfigFile.read(folder.resolve(CONFIG));
  }

  /**
   * Reads a model.
   *
   * @throws dev.hone.core.engine.EngineException {@code BAD_MODEL}, with the file and what is wrong
   */
  public static ModelWeights read(Path folder) {
    ModelConfig config = readConfig(folder);
    Map<String, SafetensorsReader> readers = new LinkedHashMap<>();
    try {
      Map<String, SafetensorsReader> places = places(folder, readers);
      List<Tensor> tensors = new ArrayList<>();
      Set<String> extra = new LinkedHashSet<>(places.keySet());
      for (Map.Entry<String, List<Integer>> wanted : WeightNames.shapes(config).entrySet()) {
        String name = wanted.getKey();
        SafetensorsReader reader = places.get(name);
        if (reader == null) {
          throw BadModel.of(folder, "no file has tensor '" + name + "', which config.json implies");
        }
        if (!reader.shape(name).equals(wanted.getValue())) {
          throw BadModel.of(
              reader.file(),
              "tensor '"
                  + name
                  + "' has shape "
                  + reader.shape(name)
                  + ", config.json implies "
                  + wanted.getValue());
        }
        tensors.add(reader.read(name));
        extra.remove(name);
      }
      extra.remove(WeightNames.HEAD);
      extra.removeIf(name -> name.endsWith(".inv_freq"));
      if (!extra.isEmpty()) {
        throw BadModel.of(
            folder,
            "tensor '"
                + extra.iterator().next()
                + "' and "
                + (extra.size() - 1)
                + " more belong to no part of the model that config.json describes");
      }
      return new ModelWeights(config, tensors, folder);
    } finally {
      readers.values().forEach(SafetensorsReader::close);
    }
  }

  private static Map<String, SafetensorsReader> places(
      Path folder, Map<String, SafetensorsReader> readers) {
    Map<String, SafetensorsReader> places = new HashMap<>();
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index) || Files.exists(folder.resolve(SINGLE))) {
      SafetensorsReader reader = SafetensorsReader.open(folder.resolve(SINGLE));
      readers.put(SINGLE, reader);
      reader.names().forEach(name -> places.put(name, reader));
      return places;
    }
    JsonNode map = ConfigFile.readIndex(index).path("weight_map");
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String shard = entry.getValue().isString() ? entry.getValue().stringValue() : "";
      if (shard.isEmpty() || shard.contains("/") || shard.contains("\\") || shard.contains("..")) {
        throw BadModel.of(index, "tensor '" + entry.getKey() + "' is in no proper file");
      }
      SafetensorsReader reader =
          readers.computeIfAbsent(shard, name -> SafetensorsReader.open(folder.resolve(name)));
      if (!reader.names().contains(entry.getKey())) {
        throw BadModel.of(
            reader.file(), "tensor '" + entry.getKey() + "' is missing, though the index names it");
      }
      places.put(entry.getKey(), reader);
    }
    return places;
  }

  /**
   * Writes a model folder, which appears whole or not at all, with the tokenizer and template files
   * of {@link ModelWeights#source()} where there is one.
   *
   * @param folder must not be there yet
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(ModelWeights weights, Path folder, Precision precision) {
    WholeFolder.write(
        folder,
        partial -> {
          ConfigFile.write(partial.resolve(CONFIG), weights.config(), precision);
          SafetensorsWriter.write(partial.resolve(SINGLE), weights.tensors(), precision);
          copyCompanions(weights, partial);
        });
  }

  private static void copyCompanions(ModelWeights weights, Path to) throws IOException {
    Path source = weights.source();
    if (source != null) {
      for (String companion : COMPANIONS) {
        if (Files.isRegularFile(source.resolve(companion))) {
          Files.copy(source.resolve(companion), to.resolve(companion));
        }
      }
    }
  }
}
