package dev.hone.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Times candidates turn by turn (A B A B …), so that whatever else happens on the machine meets all
 * of them alike.
 */
public final class Race {

  /** Something to time. */
  @FunctionalInterface
  public interface Lap {

    /**
     * Does one lap.
     *
     * @return how much was done, such as tokens
     */
    double run() throws Exception;
  }

  /**
   * A candidate's speed over the rounds.
   *
   * @param rates amount per second, round by round
   */
  public record Result(String name, List<Double> rates) {

    public Result {
      rates = List.copyOf(rates);
    }

    public double median() {
      return medianOf(rates);
    }

    /** How many times as fast as another: the median over rounds of the ratio in each round. */
    public double ratioTo(Result other) {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rates.size(); round++) {
        ratios.add(rates.get(round) / other.rates.get(round));
      }
      return medianOf(ratios);
    }

    private static double medianOf(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      int half = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(half)
          : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
  }

  private record Candidate(String name, Lap lap, List<Double> rates) {}

  private final List<Candidate> candidates = new ArrayList<>();
  private final double secondsPerTurn;

  /**
   * A race.
   *
   * @param secondsPerTurn laps are repeated for about as long as this; 0 runs one lap
   */
  public Race(double secondsPerTurn) {
    this.secondsPerTurn = secondsPerTurn;
  }

  public Race add(String name, Lap lap) {
    candidates.add(new Candidate(name, lap, new ArrayList<>()));
    return this;
  }

  /**
   * Runs it.
   *
   * @param warmUps rounds before the ones that count
   * @return results in the order in which the candidates were added
   */
  public List<Result> run(int warmUps, int rounds) throws Exception {
    for (int round = -warmUps; round < rounds; round++) {
      for (Candidate candidate : candidates) {
        double rate = turn(candidate.lap());
        if (round >= 0) {
          candidate.rates().add(rate);
        }
      }
    }
    return candidates.stream()
        .map(candidate -> new Result(candidate.name(), candidate.rates()))
        .toList();
  }

  private double turn(Lap lap) throws Exception {
    long start = System.nanoTime();
    long elapsed;
    double amount = 0;
    do {
      amount += lap.run();
      elapsed = System.nanoTime() - start;
    } while (elapsed < secondsPerTurn * 1e9);
    return amount * 1e9 / elapsed;
  }
}
