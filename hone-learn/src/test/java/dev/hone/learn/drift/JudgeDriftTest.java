package dev.hone.learn.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import dev.hone.learn.judge.Opinion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JudgeDriftTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final Duration HOUR = Duration.ofHours(1);

  private final Turning clock = new Turning();
  private final JudgeDrift drift = new JudgeDrift(clock, DriftOptions.defaults());

  private static Opinion opinion(Verdict verdict) {
    return new Opinion(verdict, "rule:correction", "", List.of(), "");
  }

  private void hour(Random random, int judgements, double bad) {
    for (int i = 0; i < judgements; i++) {
      drift.judged(ACME, opinion(random.nextDouble() < bad ? Verdict.BAD : Verdict.GOOD));
    }
    clock.forward(HOUR);
  }

  private List<String> moved() {
    return drift.of(ACME).stream()
        .filter(series -> !series.moved().isEmpty())
        .map(JudgeDrift.Series::source)
        .toList();
  }

  @Test
  void aShareThatMovesFurtherThanItsSampleSizeExplainsIsTold() {
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      hour(random, 40, 0.2);
    }
    assertThat(moved()).isEmpty();

    hour(random, 60, 0.6);

    assertThat(moved()).containsExactly("all", "rule:correction");
    assertThat(drift.alarms()).isEqualTo(4);
    JudgeDrift.Move move = drift.of(ACME).getFirst().moved().getFirst();
    assertThat(move.outcome()).isEqualTo("bad");
    assertThat(move.recent()).isGreaterThan(move.before() + 0.2);
    assertThat(drift.of(new TenantId("other"))).isEmpty();
  }

  @Test
  void fewJudgementsSayNothing() {
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      hour(random, 40, 0.2);
    }
    hour(random, 20, 1);

    assertThat(moved()).isEmpty();
  }

  @Test
  void whatDoesNotMoveIsSeldomTold() {
    long seed = 11;
    Random random = new Random(seed);
    int alarms = 0;
    int looks = 2_000;
    for (int i = 0; i < looks; i++) {
      hour(random, 60, 0.3);
      alarms += moved().isEmpty() ? 0 : 1;
    }
    assertThat(alarms).as("false alarms in %d looks, seed %d", looks, seed).isLessThanOrEqualTo(2);
  }

  @Test
  void agreementIsWatchedToo() {
    for (int hour = 0; hour < 6; hour++) {
      for (int i = 0; i < 40; i++) {
        drift.compared(ACME, "model", i % 10 != 0);
      }
      clock.forward(HOUR);
    }
    assertThat(moved()).isEmpty();
    for (int i = 0; i < 80; i++) {
      drift.compared(ACME, "model", i % 2 == 0);
    }

    assertThat(moved()).containsExactly("agreement:model");
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 3 * JudgeDrift.MOST_SERIES; i++) {
      drift.judged(new TenantId("t" + i), opinion(Verdict.GOOD));
    }
    assertThat(drift.of(new TenantId("t0"))).isEmpty();
    assertThat(drift.of(new TenantId("t" + (3 * JudgeDrift.MOST_SERIES - 1)))).hasSize(2);
  }

  @Test
  void aLongPauseForgets() {
    Random random = new Random(7);
    hour(random, 100, 0.2);
    hour(random, 100, 0.2);
    clock.forward(Duration.ofDays(400));

    assertThat(drift.of(ACME)).allSatisfy(s -> assertThat(s.before()).isEmpty());
  }

  /** Goes only when told to. */
  private static final class Turning extends Clock {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void forward(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
