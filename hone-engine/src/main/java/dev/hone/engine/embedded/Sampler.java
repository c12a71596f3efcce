package dev.hone.engine.embedded;

import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.Sampling;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens of one answer: mask, penalties, temperature, top-k, top-p, in this order.
 * Owned by one thread. Its generator is its own (L64X128MixRandom, one number for each token), so
 * that the same seed gives the same tokens whatever else is being answered.
 */
final class Sampler {

  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final Sampling sampling;
  private final RandomGenerator random;
  private final Map<Integer, Integer> answered = new HashMap<>();
  private double[] scores = new double[0];
  private int[] candidates = new int[0];

  /**
   * @throws EngineException {@code BAD_REQUEST} if a number is out of its range
   */
  Sampler(Sampling sampling, long seed) {
    require(
        sampling.temperature() >= 0 && sampling.temperature() <= 100, "temperature", "0 to 100");
    require(sampling.topP() > 0 && sampling.topP() <= 1, "top_p", "above 0, at most 1");
    require(sampling.topK() >= 0, "top_k", "0 (all) or more");
    require(Math.abs(sampling.presencePenalty()) <= 100, "presence_penalty", "-100 to 100");
    require(Math.abs(sampling.frequencyPenalty()) <= 100, "frequency_penalty", "-100 to 100");
    this.sampling = sampling;
    this.random = GENERATORS.create(seed);
  }

  private static void require(boolean holds, String name, String range) {
    if (!holds) {
      throw new EngineException(EngineException.Code.BAD_REQUEST, name + " must be " + range);
    }
  }

  /**
   * Chooses the next token.
   *
   * @param logits of the model, left as they are: {@code logits[offset .. offset + vocabulary)}
   * @param allowed the tokens to choose from; null for all
   * @return its id, or −1 if no token is allowed
   */
  int choose(float[] logits, int offset, int vocabulary, @Nullable BitSet allowed) {
    if (scores.length < vocabulary) {
      scores = new double[vocabulary];
      candidates = new int[vocabulary];
    }
    for (int id = 0; id < vocabulary; id++) {
      scores[id] = logits[offset + id];
    }
    answered.forEach(
        (id, count) ->
            scores[id] -= sampling.presencePenalty() + count * sampling.frequencyPenalty());
    int count = 0;
    if (allowed == null) {
      for (int id = 0; id < vocabulary; id++) {
        candidates[count++] = id;
      }
    } else {
      for (int id = allowed.nextSetBit(0);
          id >= 0 && id < vocabulary;
          id = allowed.nextSetBit(id + 1)) {
        candidates[count++] = id;
      }
    }
    if (count == 0) {
      return -1;
    }
    return sampling.temperature() == 0 ? best(count) : draw(count);
  }

  /** Notes that a token was answered, for the penalties. */
  void answered(int id) {
    if (sampling.presencePenalty() != 0 || sampling.frequencyPenalty() != 0) {
      answered.merge(id, 1, Integer::sum);
    }
  }

  private int best(int count) {
    int best = candidates[0];
    for (int i = 1; i < count; i++) {
      if (scores[candidates[i]] > scores[best]) {
        best = candidates[i];
      }
    }
    return best;
  }

  private int draw(int count) {
    double max = scores[best(count)];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int id = candidates[i];
      scores[id] = Math.exp((scores[id] - max) / sampling.temperature());
      sum += scores[id];
    }
    boolean truncated = sampling.topP() < 1 || (sampling.topK() > 0 && sampling.topK() < count);
    int kept = truncated ? truncate(count, sum) : count;
    double mass = sum;
    if (truncated) {
      mass = 0;
      for (int i = 0; i < kept; i++) {
        mass += scores[candidates[i]];
      }
    }
    double point = random.nextDouble() * mass;
    int last = candidates[0];
    for (int i = 0; i < kept; i++) {
      int id = candidates[i];
      if (scores[id] > 0) {
        last = id;
        point -= scores[id];
        if (point < 0) {
          return id;
        }
      }
    }
    return last;
  }

  /** Puts what may be drawn to the front, the likeliest first; returns how many that are. */
  private int truncate(int count, double sum) {
    // Packed as (score, id) so that primitives are sorted: the likeliest first, then the lower id.
    long[] order = new long[count];
    int size = 0;
    // The tail below this weighs less than what top-p leaves out, so it need not be sorted.
    double negligible = sampling.topK() == 0 ? (1 - sampling.topP()) * sum / count : 0;
    for (int i = 0; i < count; i++) {
      int id = candidates[i];
      if (scores[id] >= negligible) {
        int falling = Integer.MAX_VALUE - Float.floatToRawIntBits((float) scores[id]);
        order[size++] = ((long) falling << 32) | id;
      }
    }
    Arrays.sort(order, 0, size);
    int limit = sampling.topK() > 0 ? Math.min(sampling.topK(), size) : size;
    double within = sum;
    if (limit < size) {
      within = 0;
      for (int i = 0; i < limit; i++) {
        within += scores[(int) order[i]];
      }
    }
    double reached = 0;
    int kept = 0;
    while (kept < limit && (kept == 0 || reached < sampling.topP() * within)) {
      int id = (int) order[kept];
      reached += scores[id];
      candidates[kept++] = id;
    }
    return kept;
  }
}
