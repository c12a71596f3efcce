package dev.hone.learn.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.Verdict;
import dev.hone.learn.judge.RuleJudge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private final CalibrationSet set = CalibrationSet.own();

  @Test
  void theSetIsLargeBalancedAndAQuarterOfItIsKeptApart() {
    assertThat(set.cases()).hasSizeGreaterThanOrEqualTo(400);
    Map<String, Integer> languages = new HashMap<>();
    Map<String, Integer> sources = new HashMap<>();
    for (CalibrationCase one : set.cases()) {
      languages.merge(one.language(), 1, Integer::sum);
      sources.merge(one.source(), 1, Integer::sum);
      assertThat(one.reason()).isNotBlank();
    }
    assertThat(languages).hasSize(3).allSatisfy((language, n) -> assertThat(n).isEqualTo(160));
    assertThat(sources).hasSize(5).allSatisfy((source, n) -> assertThat(n).isGreaterThan(80));
    long apart = set.cases().stream().filter(CalibrationCase::isHeldOut).count();
    assertThat((double) apart / set.cases().size()).isBetween(0.2, 0.3);
  }

  @Test
  void aCaseAndItsLikeInOtherLanguagesAreOnTheSameSide() {
    Map<String, Boolean> sides = new HashMap<>();
    for (CalibrationCase one : set.cases()) {
      String stem = one.id().replace("-" + one.language() + "-", "-");
      assertThat(sides.computeIfAbsent(stem, any -> one.isHeldOut())).isEqualTo(one.isHeldOut());
    }
  }

  /** What must not get worse; docs/judging.md has the figures themselves. */
  @Test
  void theRulesAloneAgreeAndSeldomBlameWrongly() {
    Calibration calibration = Calibration.of(new RuleJudge(), set);
    Confusion tuning = calibration.tuning().all();
    Confusion heldOut = calibration.heldOut().all();

    assertThat(tuning.accuracy()).isGreaterThanOrEqualTo(0.9);
    assertThat(tuning.precision(Verdict.BAD)).isGreaterThanOrEqualTo(0.97);
    assertThat(heldOut.accuracy()).isGreaterThanOrEqualTo(0.8);
    assertThat(heldOut.kappa()).isGreaterThanOrEqualTo(0.7);
    assertThat(heldOut.precision(Verdict.BAD)).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void theFormulasAreThose() {
    Confusion confusion = new Confusion();
    List.of(Verdict.GOOD, Verdict.GOOD, Verdict.GOOD, Verdict.BAD)
        .forEach(verdict -> confusion.add(Verdict.GOOD, verdict));
    List.of(Verdict.BAD, Verdict.BAD, Verdict.GOOD)
        .forEach(verdict -> confusion.add(Verdict.BAD, verdict));
    List.of(Verdict.NEUTRAL, Verdict.UNKNOWN, Verdict.BAD)
        .forEach(verdict -> confusion.add(Verdict.UNKNOWN, verdict));

    assertThat(confusion.accuracy()).isCloseTo(0.7, within(1e-12));
    // By hand: chance = (4·4 + 3·4 + 3·2) / 100.
    assertThat(confusion.kappa()).isCloseTo((0.7 - 0.34) / 0.66, within(1e-12));
    assertThat(confusion.precision(Verdict.BAD)).isCloseTo(0.5, within(1e-12));
    assertThat(confusion.recall(Verdict.BAD)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(confusion.precision(Verdict.UNKNOWN)).isCloseTo(1, within(1e-12));
  }

  @Test
  void whoSaysNothingSaysUnknown() {
    Calibration calibration = Calibration.of(occasion -> Optional.empty(), set);

    assertThat(calibration.tuning().all().recall(Verdict.UNKNOWN)).isEqualTo(1);
    assertThat(calibration.tuning().all().precision(Verdict.BAD)).isNaN();
    assertThat(calibration.tuning().all().kappa()).isZero();
  }
}
