package dev.hone.engine.model;

/** The seven weight matrices of a block, in the order of their use. Matrices are [out, in]. */
public enum Projection {
  QUERY("self_attn", "q_proj"),
  KEY("self_attn", "k_proj"),
  VALUE("self_attn", "v_proj"),
  OUTPUT("self_attn", "o_proj"),
  GATE("mlp", "gate_proj"),
  UP("mlp", "up_proj"),
  DOWN("mlp", "down_proj");

  /** How many there are. */
  static final int COUNT = 7;

  private final String part;
  private final String shortName;

  Projection(String part, String shortName) {
    this.part = part;
    this.shortName = shortName;
  }

  /** The name that PEFT's {@code target_modules} use, such as {@code q_proj}. */
  public String shortName() {
    return shortName;
  }

  /** The name within the model, such as {@code model.layers.3.self_attn.q_proj}. */
  public String moduleName(int layer) {
    return "model.layers." + layer + "." + part + "." + shortName;
  }

  /** Columns of the matrix: floats that go in. */
  public int in(ModelConfig config) {
    return switch (this) {
      case QUERY, KEY, VALUE, GATE, UP -> config.hiddenSize();
      case OUTPUT -> config.querySize();
      case DOWN -> config.feedForwardSize();
    };
  }

  /** Rows of the matrix: floats that come out. */
  public int out(ModelConfig config) {
    return switch (this) {
      case QUERY -> config.querySize();
      case KEY, VALUE -> config.keySize();
      case OUTPUT, DOWN -> config.hiddenSize();
      case GATE, UP -> config.feedForwardSize();
    };
  }

  /** Whether the model has a bias on it. */
  boolean biased(ModelConfig config) {
    return config.attentionBias()
        && switch (this) {
          case QUERY, KEY, VALUE -> true;
          case OUTPUT -> config.family() != ModelConfig.Family.QWEN2;
          case GATE, UP, DOWN -> false;
        };
  }
}
