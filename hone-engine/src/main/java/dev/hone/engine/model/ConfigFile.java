package dev.hone.engine.model;

import dev.hone.core.engine.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes {@code config.json} of the Hugging Face layout. */
final class ConfigFile {

  private static final long MOST_BYTES = 1 << 20;
  private static final long MOST_INDEX_BYTES = 1 << 26;
  private static final int MOST_LAYERS = 1024;
  private static final int MOST_SIDE = 1 << 20;
  private static final int MOST_POSITIONS = 1 << 24;
  private static final String SUPPORTED =
      "supported are model_type llama, qwen2 and qwen3 with hidden_act silu, rope_scaling absent or"
          + " of type llama3, without sliding window and without mlp_bias";

  private final Path file;
  private final JsonNode root;

  private ConfigFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /** Reads any JSON object of a model folder. */
  static JsonNode readObject(Path file) {
    return readObject(file, MOST_BYTES);
  }

  /** Reads the list of a sharded model's tensors. */
  static JsonNode readIndex(Path file) {
    return readObject(file, MOST_INDEX_BYTES);
  }

  private static JsonNode readObject(Path file, long most) {
    try {
      if (Files.size(file) > most) {
        throw BadModel.of(file, "is larger than " + most + " bytes");
      }
      JsonNode root = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
      if (!root.isObject()) {
        throw BadModel.of(file, "is not a JSON object");
      }
      return root;
    } catch (IOException e) {
      throw BadModel.of(file, "cannot be read; is this a model folder?", e);
    } catch (JacksonException e) {
      throw BadModel.of(file, "is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  static ModelConfig read(Path file) {
    try {
      return new ConfigFile(file, readObject(file)).parse();
    } catch (IllegalArgumentException e) {
      throw BadModel.of(file, String.valueOf(e.getMessage()), e);
    }
  }

  private ModelConfig parse() {
    ModelConfig.Family family = family();
    if (!text("hidden_act", "silu").equals("silu")
        || flag("use_sliding_window", false)
        || flag("mlp_bias", false)
        || number(root, "partial_rotary_factor", 1.0) != 1.0) {
      throw unsupported("it uses a variant that this engine does not know");
    }
    int hidden = integer("hidden_size", MOST_SIDE, null);
    int heads = integer("num_attention_heads", MOST_SIDE, null);
    JsonNode rope = root.path("rope_parameters");
    double theta = number(rope, "rope_theta", number(root, "rope_theta", 10_000));
    return new ModelConfig(
        family,
        integer("vocab_size", 1 << 24, null),
        hidden,
        integer("intermediate_size", MOST_SIDE, null),
        integer("num_hidden_layers", MOST_LAYERS, null),
        heads,
        integer("num_key_value_heads", MOST_SIDE, heads),
        integer("head_dim", MOST_SIDE, heads > 0 ? hidden / heads : 0),
        integer("max_position_embeddings", MOST_POSITIONS, 2048),
        number(root, "rms_norm_eps", 1e-6),
        theta,
        scaling(rope.isObject() ? rope : root.path("rope_scaling")),
        family == ModelConfig.Family.QWEN2 || flag("attention_bias", false),
        family == ModelConfig.Family.QWEN3,
        flag("tie_word_embeddings", false),
        endTokens());
  }

  private ModelConfig.Family family() {
    String type = text("model_type", "");
    for (ModelConfig.Family family : ModelConfig.Family.values()) {
      if (family.modelType().equals(type)) {
        return family;
      }
    }
    throw unsupported("model_type is '" + type + "'");
  }

  private ModelConfig.@Nullable RopeScaling scaling(JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    JsonNode type = node.has("rope_type") ? node.path("rope_type") : node.path("type");
    String name = type.isString() ? type.stringValue() : "default";
    return switch (name) {
      case "default" -> null;
      case "llama3" ->
          new ModelConfig.RopeScaling(
              number(node, "factor", 8),
              number(node, "low_freq_factor", 1),
              number(node, "high_freq_factor", 4),
              (int) number(node, "original_max_position_embeddings", 8192));
      default -> throw unsupported("rope_scaling is of type '" + name + "'");
    };
  }

  private List<Integer> endTokens() {
    JsonNode node = root.path("eos_token_id");
    List<Integer> ids = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(id -> ids.add(endToken(id)));
    } else if (!node.isMissingNode() && !node.isNull()) {
      ids.add(endToken(node));
    }
    return ids;
  }

  private int endToken(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw BadModel.of(file, "eos_token_id is neither a number nor a list of numbers");
    }
    return node.intValue();
  }

  private int integer(String key, int most, @Nullable Integer otherwise) {
    JsonNode node = root.path(key);
    if ((node.isMissingNode() || node.isNull()) && otherwise != null) {
      return otherwise;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < 1
        || node.intValue() > most) {
      throw BadModel.of(file, key + " should be a whole number from 1 to " + most);
    }
    return node.intValue();
  }

  private double number(JsonNode from, String key, double otherwise) {
    JsonNode node = from.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isNumber()) {
      throw BadModel.of(file, key + " should be a number");
    }
    return node.doubleValue();
  }

  private boolean flag(String key, boolean otherwise) {
    JsonNode node = root.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw BadModel.of(file, key + " should be true or false");
    }
    return node.booleanValue();
  }

  private String text(String key, String otherwise) {
    JsonNode node = root.path(key);
    return node.isString() ? node.stringValue() : otherwise;
  }

  private EngineException unsupported(String problem) {
    return BadModel.of(file, problem + "; " + SUPPORTED);
  }

  static void write(Path file, ModelConfig config, Precision precision) throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode root = mapper.createObjectNode();
    root.putArray("architectures").add(config.family().architecture());
    root.put("model_type", config.family().modelType());
    root.put("vocab_size", config.vocabularySize());
    root.put("hidden_size", config.hiddenSize());
    root.put("intermediate_size", config.feedForwardSize());
    root.put("num_hidden_layers", config.layers());
    root.put("num_attention_heads", config.heads());
    root.put("num_key_value_heads", config.keyValueHeads());
    root.put("head_dim", config.headSize());
    root.put("hidden_act", "silu");
    root.put("max_position_embeddings", config.maxPositions());
    root.put("rms_norm_eps", config.normEpsilon());
    root.put("rope_theta", config.ropeTheta());
    ModelConfig.RopeScaling scaling = config.ropeScaling();
    if (scaling != null) {
      ObjectNode node = root.putObject("rope_scaling");
      node.put("rope_type", "llama3");
      node.put("factor", scaling.factor());
      node.put("low_freq_factor", scaling.lowFrequencyFactor());
      node.put("high_freq_factor", scaling.highFrequencyFactor());
      node.put("original_max_position_embeddings", scaling.originalPositions());
    }
    root.put("attention_bias", config.attentionBias());
    root.put("tie_word_embeddings", config.tiedEmbeddings());
    if (config.endTokens().size() == 1) {
      root.put("eos_token_id", config.endTokens().getFirst());
    } else if (!config.endTokens().isEmpty()) {
      ArrayNode ids = root.putArray("eos_token_id");
      config.endTokens().forEach(ids::add);
    }
    root.put("torch_dtype", precision.torchName());
    writeJson(file, root);
  }

  /** Writes JSON for people to read. */
  static void writeJson(Path file, JsonNode root) throws IOException {
    String text =
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    Files.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
