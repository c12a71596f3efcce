package dev.hone.bench.engine;

import java.util.List;

/**
 * What to measure.
 *
 * @param secondsPerTurn least time of one turn; it is at least one step or one batch of answers
 * @param rounds turns of each contender that count
 * @param warmUps turns before them
 */
record EnginePlan(
    List<NetworkShape> shapes,
    List<Integer> threads,
    int rounds,
    int warmUps,
    double secondsPerTurn) {

  /** Sequences that are decoded together. */
  static final List<Integer> DECODING_BATCHES = List.of(1, 8, 32);

  private static final double SECONDS_PER_TURN = 0.5;

  EnginePlan(List<NetworkShape> shapes, List<Integer> threads, int rounds, int warmUps) {
    this(shapes, threads, rounds, warmUps, SECONDS_PER_TURN);
  }

  static EnginePlan quick() {
    return new EnginePlan(List.of(NetworkShape.tiny()), List.of(1), 1, 0, 0);
  }
}
