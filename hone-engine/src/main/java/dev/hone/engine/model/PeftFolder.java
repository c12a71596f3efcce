package dev.hone.engine.model;

import dev.hone.core.engine.EngineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adapter folders in PEFT layout: {@code adapter_config.json}, {@code adapter_model.safetensors}.
 */
public final class PeftFolder {

  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String TARGETS = "target_modules";

  private PeftFolder() {}

  /**
   * Reads an adapter and checks it against the model it is for.
   *
   * @throws EngineException {@code BAD_MODEL}, with the file and what is wrong
   */
  public static LoraAdapter read(Path folder, ModelConfig model) {
    Path configFile = folder.resolve(CONFIG);
    JsonNode config = ConfigFile.readObject(configFile);
    refuseVariants(configFile, config);
    int rank = config.path("r").isInt() ? config.path("r").intValue() : 0;
    double alpha =
        config.path("lora_alpha").isNumber() ? config.path("lora_alpha").doubleValue() : 0;
    Set<String> targets = targets(configFile, config.path(TARGETS));
    try {
      LoraAdapter.check(rank, alpha, targets);
    } catch (EngineException e) {
      throw BadModel.of(configFile, String.valueOf(e.getMessage()), e);
    }
    Path weightsFile = folder.resolve(WEIGHTS);
    try (SafetensorsReader reader = SafetensorsReader.open(weightsFile)) {
      Set<String> extra = new LinkedHashSet<>(reader.names());
      List<LoraAdapter.@Nullable Factors> factors = new ArrayList<>();
      for (int layer = 0; layer < model.layers(); layer++) {
        for (Projection projection : Projection.values()) {
          String a = LoraAdapter.nameOfA(layer, projection);
          String b = LoraAdapter.nameOfB(layer, projection);
          if (!targets.contains(projection.shortName())) {
            factors.add(null);
            continue;
          }
          factors.add(
              new LoraAdapter.Factors(
                  read(reader, a, List.of(rank, projection.in(model))),
                  read(reader, b, List.of(projection.out(model), rank))));
          extra.remove(a);
          extra.remove(b);
        }
      }
      if (!extra.isEmpty()) {
        throw BadModel.of(
            weightsFile,
            "tensor '"
                + extra.iterator().next()
                + "' belongs to no matrix that "
                + TARGETS
                + " names in this model");
      }
      return new LoraAdapter(rank, alpha, factors);
    }
  }

  private static float[] read(SafetensorsReader reader, String name, List<Integer> shape) {
    if (reader.names().contains(name) && !reader.shape(name).equals(shape)) {
      throw BadModel.of(
          reader.file(),
          "tensor '"
              + name
              + "' has shape "
              + reader.shape(name)
              + ", the model needs "
              + shape
              + ": is the adapter for another base?");
    }
    return reader.read(name).data();
  }

  private static void refuseVariants(Path file, JsonNode config) {
    if (!config.path("peft_type").isString()
        || !config.path("peft_type").stringValue().equals("LORA")) {
      throw BadModel.of(file, "peft_type should be LORA");
    }
    for (String flag : List.of("use_rslora", "use_dora", "fan_in_fan_out")) {
      if (config.path(flag).isBoolean() && config.path(flag).booleanValue()) {
        throw BadModel.of(file, flag + " is not supported; supported is plain LoRA");
      }
    }
    for (String pattern : List.of("rank_pattern", "alpha_pattern", "modules_to_save")) {
      if (!config.path(pattern).isEmpty()) {
        throw BadModel.of(file, pattern + " is not supported; supported is plain LoRA");
      }
    }
    JsonNode bias = config.path("bias");
    if (bias.isString() && !bias.stringValue().equals("none")) {
      throw BadModel.of(file, "bias should be none");
    }
  }

  private static Set<String> targets(Path file, JsonNode node) {
    Set<String> targets = new TreeSet<>();
    if (!node.isArray()) {
      throw BadModel.of(file, TARGETS + " should be a list of projection names");
    }
    for (JsonNode name : node) {
      targets.add(name.isString() ? name.stringValue() : name.toString());
    }
    return targets;
  }

  /**
   * Writes an adapter folder, which appears whole or not at all.
   *
   * @param base what the adapter is for, in words: a folder, a name or a version
   * @param folder must not be there yet
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(LoraAdapter adapter, ModelConfig model, String base, Path folder) {
    ObjectNode config = JsonMapper.builder().build().createObjectNode();
    config.put("peft_type", "LORA");
    config.put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", base);
    config.put("r", adapter.rank());
    config.put("lora_alpha", adapter.alpha());
    config.put("lora_dropout", 0.0);
    config.put("bias", "none");
    config.put("fan_in_fan_out", false);
    config.put("inference_mode", true);
    ArrayNode targets = config.putArray(TARGETS);
    new TreeSet<>(adapter.targets()).forEach(targets::add);
    List<Tensor> tensors = new ArrayList<>();
    int rank = adapter.rank();
    for (int layer = 0; layer < adapter.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        LoraAdapter.Factors factors = adapter.factors(layer, projection);
        if (factors != null) {
          tensors.add(
              new Tensor(
                  LoraAdapter.nameOfA(layer, projection),
                  List.of(rank, projection.in(model)),
                  factors.a()));
          tensors.add(
              new Tensor(
                  LoraAdapter.nameOfB(layer, projection),
                  List.of(projection.out(model), rank),
                  factors.b()));
        }
      }
    }
    WholeFolder.write(
        folder,
        partial -> {
          ConfigFile.writeJson(partial.resolve(CONFIG), config);
          SafetensorsWriter.write(partial.resolve(WEIGHTS), tensors, Precision.FLOAT32);
        });
  }
}
