package dev.hone.engine.model;

import dev.hone.core.engine.EngineException;
import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Products;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A low-rank adapter (Hu et al., LoRA): each adapted matrix W becomes W + (alpha / rank)·B·A. Never
 * changed once made; safe to share.
 */
public final class LoraAdapter {

  /**
   * The two factors of one matrix.
   *
   * @param a [rank, in]
   * @param b [out, rank]
   */
  public record Factors(float[] a, float[] b) {}

  /** Highest rank that is taken. */
  public static final int MOST_RANK = 1024;

  private final int rank;
  private final double alpha;
  private final Set<String> targets;
  private final List<@Nullable Factors> factors;
  private final int layers;
  private final Map<Kernels.Kind, PackedAdapter> packed = new EnumMap<>(Kernels.Kind.class);

  /**
   * Takes the arrays over.
   *
   * @param factors for layer l and projection p at {@code l * 7 + p.ordinal()}; null where the
   *     matrix is not adapted
   */
  LoraAdapter(int rank, double alpha, List<@Nullable Factors> factors) {
    this.rank = rank;
    this.alpha = alpha;
    this.factors = new ArrayList<>(factors);
    this.layers = factors.size() / Projection.COUNT;
    Set<String> names = new TreeSet<>();
    for (Projection projection : Projection.values()) {
      for (int layer = 0; layer < layers; layer++) {
        if (factors(layer, projection) != null) {
          names.add(projection.shortName());
        }
      }
    }
    this.targets = Set.copyOf(names);
  }

  /** A new adapter that changes nothing yet: A uniform as PEFT does it, B zero. */
  public static LoraAdapter fresh(
      ModelConfig config, int rank, double alpha, Set<String> targets, long seed) {
    RandomFloats random = new RandomFloats(seed);
    List<@Nullable Factors> factors = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        if (targets.contains(projection.shortName())) {
          int in = projection.in(config);
          float[] a = random.uniform(Math.multiplyExact(rank, in), 1 / Math.sqrt(in));
          factors.add(new Factors(a, new float[projection.out(config) * rank]));
        } else {
          factors.add(null);
        }
      }
    }
    return new LoraAdapter(rank, alpha, factors);
  }

  /**
   * Checks an adapter's numbers.
   *
   * @throws EngineException {@code BAD_REQUEST} with the number that is wrong
   */
  static void check(int rank, double alpha, Set<String> targets) {
    Set<String> known = new TreeSet<>();
    for (Projection projection : Projection.values()) {
      known.add(projection.shortName());
    }
    if (rank < 1 || rank > MOST_RANK) {
      throw badRequest("an adapter's rank should be 1 to " + MOST_RANK + ", not " + rank);
    }
    if (!(alpha > 0) || !Double.isFinite(alpha)) {
      throw badRequest("an adapter's alpha should be above 0, not " + alpha);
    }
    if (targets.isEmpty() || !known.containsAll(targets)) {
      throw badRequest("an adapter's targets should be some of " + known + ", not " + targets);
    }
  }

  private static EngineException badRequest(String message) {
    return new EngineException(EngineException.Code.BAD_REQUEST, message);
  }

  static String nameOfA(int layer, Projection projection) {
    return "base_model.model." + projection.moduleName(layer) + ".lora_A.weight";
  }

  static String nameOfB(int layer, Projection projection) {
    return "base_model.model." + projection.moduleName(layer) + ".lora_B.weight";
  }

  public int rank() {
    return rank;
  }

  public double alpha() {
    return alpha;
  }

  /** What B·A is multiplied with. */
  public float scale() {
    return (float) (alpha / rank);
  }

  /** Short names of the adapted projections. */
  public Set<String> targets() {
    return targets;
  }

  /** Number of layers of the model it belongs to. */
  public int layers() {
    return layers;
  }

  /** The factors of a matrix, or null if it is not adapted. */
  public @Nullable Factors factors(int layer, Projection projection) {
    return factors.get(layer * Projection.COUNT + projection.ordinal());
  }

  /**
   * Bytes of the factors, and of the same packed for this machine's best kernels, whether they are
   * packed already or will be with the first token.
   */
  public long bytes() {
    Products products = Kernels.create().products();
    long floats = 0;
    for (Factors one : factors) {
      if (one != null) {
        floats += one.a().length + one.b().length;
        floats += products.denseSize(one.a().length / rank, rank);
        floats += products.denseSize(rank, one.b().length / rank);
      }
    }
    return floats * Float.BYTES;
  }

  /** The factors packed for a kind of kernels; packed once and kept. */
  PackedAdapter packed(Kernels kernels) {
    synchronized (packed) {
      return packed.computeIfAbsent(
          kernels.kind(), kind -> PackedAdapter.of(this, kernels.products()));
    }
  }
}
