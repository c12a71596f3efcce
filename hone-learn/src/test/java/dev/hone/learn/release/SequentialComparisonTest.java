package dev.hone.learn.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.learn.release.SequentialComparison.Decision;
import dev.hone.learn.release.SequentialComparison.Reading;
import dev.hone.learn.release.SequentialComparison.Signal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What the declared error rates promise, on simulated releases with printed seeds. */
class SequentialComparisonTest {

  private static final int RELEASES = 200;
  private static final double SHARE = 0.2;
  private static final SequentialComparison TEST = SequentialComparison.defaults();

  /** A rate may exceed its bound by three standard deviations of 200 trials, no more. */
  private static final int ALLOWED =
      (int) Math.ceil(RELEASES * 0.05 + 3 * Math.sqrt(RELEASES * 0.05 * 0.95));

  private record Outcomes(Map<Decision, Integer> count, List<Integer> lengths) {
    int of(Decision decision) {
      return count.getOrDefault(decision, 0);
    }
  }

  private static Reading release(
      Random random, IntToDoubleFunction live, IntToDoubleFunction candidate) {
    List<Signal> signals = new ArrayList<>();
    for (int i = 0, seen = 0; seen < TEST.most(); i++) {
      boolean canary = random.nextDouble() < SHARE;
      double rate = (canary ? candidate : live).applyAsDouble(i);
      signals.add(new Signal(canary, random.nextDouble() < rate));
      seen += canary ? 1 : 0;
    }
    return TEST.read(signals);
  }

  private static Outcomes simulate(
      String name, long seed, IntToDoubleFunction live, IntToDoubleFunction candidate) {
    Random random = new Random(seed);
    Outcomes outcomes = new Outcomes(new EnumMap<>(Decision.class), new ArrayList<>());
    for (int i = 0; i < RELEASES; i++) {
      Reading reading = release(random, live, candidate);
      outcomes.count().merge(reading.decision(), 1, Integer::sum);
      outcomes.lengths().add(reading.candidate());
    }
    outcomes.lengths().sort(Integer::compare);
    System.out.printf(
        "%s (seed %d, %d releases): %s; canary signals until decided: median %d, 95 %% %d%n",
        name,
        seed,
        RELEASES,
        outcomes.count(),
        outcomes.lengths().get(RELEASES / 2),
        outcomes.lengths().get(RELEASES * 95 / 100));
    return outcomes;
  }

  @Test
  void aCandidateThatIsAsGoodIsSeldomTakenBack() {
    Outcomes equal = simulate("equal, 0.8", 11, i -> 0.8, i -> 0.8);
    Outcomes poor = simulate("equal, 0.4", 12, i -> 0.4, i -> 0.4);

    assertThat(equal.of(Decision.WORSE)).isLessThanOrEqualTo(ALLOWED);
    assertThat(poor.of(Decision.WORSE)).isLessThanOrEqualTo(ALLOWED);
  }

  @Test
  void oneThatIsWorseByTheMarginIsSeldomPromoted() {
    Outcomes worse = simulate("worse by the margin", 21, i -> 0.8, i -> 0.7);
    Outcomes half = simulate("worse by the margin, 0.5", 22, i -> 0.5, i -> 0.4);

    assertThat(worse.of(Decision.PROVED)).isLessThanOrEqualTo(ALLOWED);
    assertThat(half.of(Decision.PROVED)).isLessThanOrEqualTo(ALLOWED);
  }

  @Test
  void whatDriftsForEverybodyDoesNoHarm() {
    // A good morning and a bad evening, for both arms alike.
    IntToDoubleFunction day = i -> 0.55 + 0.4 * Math.sin(i / 150.0);
    Outcomes drift = simulate("equal, drifting", 31, day, day);

    assertThat(drift.of(Decision.WORSE)).isLessThanOrEqualTo(ALLOWED);
  }

  @Test
  void aBadOneIsTakenBackWithinFiftyCanarySignals() {
    Outcomes bad = simulate("bad: 0.2 against 0.8", 41, i -> 0.8, i -> 0.2);

    assertThat(bad.of(Decision.WORSE)).isEqualTo(RELEASES);
    assertThat(bad.lengths().getLast()).isLessThanOrEqualTo(50);
  }

  @Test
  void aGoodOneIsPromoted() {
    Outcomes better = simulate("better: 0.9 against 0.7", 51, i -> 0.7, i -> 0.9);

    assertThat(better.of(Decision.PROVED)).isGreaterThanOrEqualTo(RELEASES - ALLOWED);
  }

  @Test
  void withoutSignalsOfBothArmsNothingIsDecided() {
    List<Signal> oneSided = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      oneSided.add(new Signal(true, false));
    }
    Reading reading = TEST.read(oneSided);

    assertThat(reading.decision()).isEqualTo(Decision.OPEN);
    assertThat(reading.harm()).isEqualTo(1);
  }
}
