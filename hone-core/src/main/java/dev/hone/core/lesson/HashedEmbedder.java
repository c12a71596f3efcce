package dev.hone.core.lesson;

import java.util.List;
import java.util.Optional;

/**
 * Embeds without a model, in some tens of microseconds, by random indexing: each word, each run of
 * three to five letters of it and each line of {@link Concepts} it stands in has a fixed sparse
 * random direction, and a text is the sum of its own. Words that share a stem, a part (as German
 * compounds do) or a concept (also of another language) lie near each other; what no list knows and
 * no letters show, this does not know.
 *
 * <p>Source: Kanerva, Kristofersson and Holst, Random indexing of text samples for latent semantic
 * analysis (2000); n-grams of letters as in Bojanowski et al., Enriching word vectors with subword
 * information, TACL 5 (2017).
 */
public final class HashedEmbedder implements Embedder {

  private static final int DIMENSIONS = 512;

  /** Directions of a feature: few, so that two features seldom meet. */
  private static final int ONES = 8;

  private static final double WORD = 1.0;
  private static final double LETTERS = 0.8;
  private static final double CONCEPT = 1.2;

  /** What says how, not what about, weighs less. */
  private static final double STYLE = 0.4;

  private static final double ALIKE = 0.7;
  private static final double WRITTEN_ALIKE = 0.5;
  private static final double CHANCE = 0.12;

  private static final int SHORTEST_RUN = 3;
  private static final int LONGEST_RUN = 5;

  @Override
  public String name() {
    return "hashed-1";
  }

  @Override
  public Optional<List<float[]>> embed(List<String> texts) {
    return Optional.of(texts.stream().map(HashedEmbedder::vector).toList());
  }

  @Override
  public Optional<List<float[]>> ready(List<String> texts) {
    return embed(texts);
  }

  /**
   * Nearness alone does not do: wind and rain lie near each other and are two things. So each word
   * of either text must have one in the other that is written nearly alike.
   */
  @Override
  public boolean alike(String one, float[] ofOne, String other, float[] ofOther) {
    if (Embedder.cosine(ofOne, ofOther) < ALIKE) {
      return false;
    }
    List<float[]> words = Terms.of(one).stream().map(HashedEmbedder::written).toList();
    List<float[]> others = Terms.of(other).stream().map(HashedEmbedder::written).toList();
    return haveOne(words, others) && haveOne(others, words);
  }

  private static boolean haveOne(List<float[]> words, List<float[]> among) {
    return words.stream()
        .allMatch(
            word -> among.stream().anyMatch(one -> Embedder.cosine(word, one) >= WRITTEN_ALIKE));
  }

  private static float[] written(String term) {
    float[] vector = new float[DIMENSIONS];
    letters(vector, term, 1);
    return normal(vector);
  }

  @Override
  public Optional<Double> chance() {
    return Optional.of(CHANCE);
  }

  /** Where a text lies. */
  public static float[] vector(String text) {
    float[] vector = new float[DIMENSIONS];
    List<String> terms = Terms.of(text);
    for (String term : terms) {
      Concepts.Place place = Concepts.of(term);
      double weight = place.style() ? STYLE : 1;
      add(vector, hash("w" + term), WORD * weight);
      letters(vector, term, LETTERS * weight);
      for (int line : place.lines()) {
        add(vector, hash("c" + line), CONCEPT * weight / Math.sqrt(place.lines().length));
      }
    }
    return normal(vector);
  }

  private static void letters(float[] vector, String term, double weight) {
    String padded = "<" + term + ">";
    int runs = 0;
    for (int n = SHORTEST_RUN; n <= LONGEST_RUN; n++) {
      runs += Math.max(0, padded.length() - n + 1);
    }
    double each = weight / Math.sqrt(Math.max(1, runs));
    for (int n = SHORTEST_RUN; n <= LONGEST_RUN; n++) {
      for (int i = 0; i + n <= padded.length(); i++) {
        add(vector, hash(padded.substring(i, i + n)), each);
      }
    }
  }

  private static void add(float[] vector, long hash, double weight) {
    long bits = hash;
    float each = (float) (weight / Math.sqrt(ONES));
    for (int i = 0; i < ONES; i++) {
      bits = mix(bits + 0x9E3779B97F4A7C15L);
      int at = (int) (bits >>> 33) % DIMENSIONS;
      vector[at] += (bits & 1) == 0 ? each : -each;
    }
  }

  /** FNV-1a over the characters. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static float[] normal(float[] vector) {
    double square = 0;
    for (float one : vector) {
      square += one * one;
    }
    if (square > 0) {
      float scale = (float) (1 / Math.sqrt(square));
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= scale;
      }
    }
    return vector;
  }
}
