package dev.hone.learn.calibrate;

import dev.hone.core.Verdict;
import dev.hone.learn.ManyAtOnce;
import dev.hone.learn.judge.Judge;
import dev.hone.learn.judge.Opinion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A judge's verdicts on labelled cases; the cases that rules were tuned on and those kept apart are
 * never mixed.
 */
public final class Calibration {

  private final Part tuning = new Part();
  private final Part heldOut = new Part();

  private Calibration() {}

  /** Asks a judge about every case. A judge that has nothing to say says {@code unknown}. */
  public static Calibration of(Judge judge, CalibrationSet set) {
    Calibration calibration = new Calibration();
    List<Opinion> opinions =
        ManyAtOnce.ask(
            set.cases(),
            one ->
                judge
                    .judge(one.occasion())
                    .orElse(new Opinion(Verdict.UNKNOWN, "silent", "", List.of(), "silent")));
    for (int i = 0; i < opinions.size(); i++) {
      CalibrationCase one = set.cases().get(i);
      (one.isHeldOut() ? calibration.heldOut : calibration.tuning).add(one, opinions.get(i));
    }
    return calibration;
  }

  /** The three quarters that rules may be tuned on. */
  public Part tuning() {
    return tuning;
  }

  /** The quarter kept apart. */
  public Part heldOut() {
    return heldOut;
  }

  /** A judge's answer that is not the label. */
  public record Mistake(CalibrationCase one, Opinion opinion) {}

  /** One side of the set. */
  public static final class Part {

    private final Confusion all = new Confusion();
    private final Map<String, Confusion> sources = new TreeMap<>();
    private final Map<String, Confusion> languages = new TreeMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    private void add(CalibrationCase one, Opinion opinion) {
      Verdict verdict = opinion.verdict();
      all.add(one.label(), verdict);
      sources.computeIfAbsent(one.source(), any -> new Confusion()).add(one.label(), verdict);
      languages.computeIfAbsent(one.language(), any -> new Confusion()).add(one.label(), verdict);
      Verdict counted = verdict == Verdict.NEUTRAL ? Verdict.UNKNOWN : verdict;
      if (counted != one.label()) {
        mistakes.add(new Mistake(one, opinion));
      }
    }

    public Confusion all() {
      return all;
    }

    public Map<String, Confusion> sources() {
      return Collections.unmodifiableMap(sources);
    }

    public Map<String, Confusion> languages() {
      return Collections.unmodifiableMap(languages);
    }

    public List<Mistake> mistakes() {
      return List.copyOf(mistakes);
    }
  }
}
