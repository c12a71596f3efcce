package dev.hone.core.lesson;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among the few lessons that hold for one prompt, those that a request needs: by full text
 * (BM25) and by embeddings, put together by reciprocal rank. Built in memory: a user has tens of
 * lessons, so an index in the database would cost more to ask than this does to build. Immutable;
 * thread-safe.
 *
 * <p>Sources: Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond
 * (2009); Cormack, Clarke and Büttcher, Reciprocal rank fusion outperforms Condorcet and individual
 * rank learning methods, SIGIR (2009).
 */
public final class LessonIndex {

  private static final double K1 = 1.2;
  private static final double B = 0.75;

  /** The constant of reciprocal rank fusion, as published. */
  private static final int FUSION = 60;

  /** From this share of words that say how, a lesson is about every answer. */
  private static final double GENERAL = 0.5;

  /** Share of the room for lessons about every answer while others are needed. */
  static final double FOR_GENERAL = 0.6;

  private final List<Map<String, Integer>> counts = new ArrayList<>();
  private final Map<String, Integer> documents = new HashMap<>();
  private final List<float[]> vectors = new ArrayList<>();
  private final boolean[] general;
  private final int[] lengths;
  private final double meanLength;
  private final Optional<Double> chance;

  /**
   * An index.
   *
   * @param vectors of the lessons, of one space
   * @param chance as in {@link Embedder#chance}
   */
  public LessonIndex(List<String> lessons, List<float[]> vectors, Optional<Double> chance) {
    if (lessons.size() != vectors.size()) {
      throw new IllegalArgumentException("each lesson needs a vector");
    }
    this.vectors.addAll(vectors);
    this.chance = chance;
    this.general = new boolean[lessons.size()];
    this.lengths = new int[lessons.size()];
    for (int i = 0; i < lessons.size(); i++) {
      List<String> terms = Terms.of(lessons.get(i));
      general[i] = isGeneral(terms);
      lengths[i] = terms.size();
      Map<String, Integer> count = new HashMap<>();
      terms.forEach(term -> count.merge(term, 1, Integer::sum));
      counts.add(count);
      count.keySet().forEach(term -> documents.merge(term, 1, Integer::sum));
    }
    this.meanLength = Math.max(1, IntStream.of(lengths).average().orElse(1));
  }

  /** Most of what it says is how to answer, and nothing what about. */
  private static boolean isGeneral(List<String> terms) {
    int how = 0;
    for (String term : terms) {
      Concepts.Place place = Concepts.of(term);
      if (place.style()) {
        how++;
      } else if (place.lines().length > 0) {
        return false;
      }
    }
    return how >= GENERAL * terms.size();
  }

  /** Whether a lesson is about every answer: its length, its language, its tone. */
  public boolean isGeneral(int lesson) {
    return general[lesson];
  }

  /**
   * Scores of all lessons for a request, each the sum of its reciprocal ranks; 0 for those that
   * have nothing to do with it.
   *
   * @param vector of the request, in the space of the lessons; null for full text alone
   */
  public double[] scores(String request, float @Nullable [] vector) {
    double[] scores = new double[counts.size()];
    fuse(scores, fullText(request), 0);
    if (vector != null) {
      double[] near = nearness(vector);
      fuse(scores, near, chance.orElseGet(() -> usual(near)));
    }
    return scores;
  }

  /** A standard deviation above the mean: what stands out among these lessons. */
  private static double usual(double[] near) {
    double mean = DoubleStream.of(near).average().orElse(0);
    double square =
        DoubleStream.of(near).map(one -> (one - mean) * (one - mean)).average().orElse(0);
    return mean + Math.sqrt(square);
  }

  private static void fuse(double[] scores, double[] ranked, double floor) {
    List<Integer> order =
        IntStream.range(0, ranked.length)
            .boxed()
            .filter(i -> ranked[i] > floor)
            .sorted(Comparator.comparingDouble((Integer i) -> -ranked[i]))
            .toList();
    for (int rank = 0; rank < order.size(); rank++) {
      scores[order.get(rank)] += 1.0 / (FUSION + rank + 1);
    }
  }

  /**
   * Which lessons go into a prompt that has room for some of them: those about every answer take up
   * to {@value #FOR_GENERAL} of the room, then come those that the request needs, best first, then
   * what else there is, each as far as it fits. Of equals the later one goes before: of the
   * narrower scope, and newer.
   *
   * @param scores of {@link #scores}
   * @param tokens of each lesson
   * @param room tokens of all
   */
  public boolean[] choose(double[] scores, int[] tokens, int room) {
    boolean[] chosen = new boolean[scores.length];
    List<Integer> newest = IntStream.range(0, scores.length).boxed().toList().reversed();
    List<Integer> needed =
        newest.stream()
            .filter(i -> scores[i] > 0 && !general[i])
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .toList();
    List<Integer> always = newest.stream().filter(i -> general[i]).toList();
    int forGeneral = needed.isEmpty() ? room : (int) (room * FOR_GENERAL);
    int used = fill(chosen, always, tokens, 0, forGeneral);
    used = fill(chosen, needed, tokens, used, room);
    used = fill(chosen, always, tokens, used, room);
    fill(chosen, newest, tokens, used, room);
    return chosen;
  }

  private static int fill(boolean[] chosen, List<Integer> order, int[] tokens, int used, int room) {
    int sum = used;
    for (int i : order) {
      if (!chosen[i] && sum + tokens[i] <= room) {
        chosen[i] = true;
        sum += tokens[i];
      }
    }
    return sum;
  }

  /** BM25 of each lesson. */
  double[] fullText(String request) {
    double[] scores = new double[counts.size()];
    Set<String> terms = new HashSet<>(Terms.of(request));
    for (String term : terms) {
      int in = documents.getOrDefault(term, 0);
      if (in == 0 || Concepts.of(term).style()) {
        continue;
      }
      double rarity = Math.log(1 + (counts.size() - in + 0.5) / (in + 0.5));
      for (int i = 0; i < scores.length; i++) {
        int times = counts.get(i).getOrDefault(term, 0);
        if (times > 0) {
          scores[i] +=
              rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * lengths[i] / meanLength));
        }
      }
    }
    return scores;
  }

  private double[] nearness(float[] vector) {
    double[] scores = new double[counts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Embedder.cosine(vectors.get(i), vector);
    }
    return scores;
  }
}
