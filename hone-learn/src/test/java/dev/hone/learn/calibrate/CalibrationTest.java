package dev.hone.learn.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Verdict;
import dev.hone.learn.judge.RuleJudge;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private final CalibrationSet set = CalibrationSet.own();

  @Test
  void theRulesAlone() {
    Calibration calibration = Calibration.of(new RuleJudge(), set);
    for (Calibration.Part part :
        new Calibration.Part[] {calibration.tuning(), calibration.heldOut()}) {
      Confusion all = part.all();
      System.out.printf(
          "%d acc %.3f kappa %.3f bad p %.3f r %.3f good p %.3f r %.3f%n",
          all.cases(), all.accuracy(), all.kappa(),
          all.precision(Verdict.BAD), all.recall(Verdict.BAD),
          all.precision(Verdict.GOOD), all.recall(Verdict.GOOD));
    }
    calibration.tuning().mistakes().forEach(m -> System.out.println(m.one().id() + " " + m.one().label() + " got " + m.opinion().verdict() + " " + m.opinion().source() + " : " + m.one().next().getLast().content().replace('\n', '~')));
    assertThat(set.cases()).hasSizeGreaterThanOrEqualTo(400);
  }
}
