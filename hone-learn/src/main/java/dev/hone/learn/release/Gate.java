package dev.hone.learn.release;

import dev.hone.core.LessonId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.learn.ManyAtOnce;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tests a candidate against the live version: it must not lose skill, safety, what the tenant's
 * golden cases demand or what the user praised, and on the user's own prompts it must do without
 * the lesson what the teacher (the version it was trained from) does with it, better than the live
 * version and often enough.
 *
 * <p>Where there is no lesson to look at, what the user praised must have become likelier against
 * what the user did not. Changes nothing; thread-safe.
 */
public final class Gate {

  /** Judged answers that a margin needs at least. */
  private static final int LEAST_JUDGED = 4;

  /** Of shares that were added up. */
  private static final double ROUNDING = 1e-6;

  private final Ledger ledger;
  private final Engine engine;
  private final SkillCheck.Source skills;
  private final GateOptions options;
  private final Likelihood likelihood;
  private final JsonMapper json = JsonMapper.builder().build();

  public Gate(Ledger ledger, Engine engine, SkillCheck.Source skills, GateOptions options) {
    this.ledger = ledger;
    this.engine = engine;
    this.skills = skills;
    this.options = options;
    this.likelihood = new Likelihood(engine);
  }

  /**
   * A trial.
   *
   * @param teacher the version the candidate was trained from
   * @param lessons that the candidate should follow without being told
   */
  public record Trial(
      TenantId tenant,
      UserId user,
      VersionRef candidate,
      VersionRef live,
      VersionRef teacher,
      List<Lesson> lessons) {

    public Trial {
      lessons = List.copyOf(lessons);
    }

    List<String> texts() {
      return lessons.stream().map(Lesson::text).toList();
    }
  }

  /**
   * What a trial found.
   *
   * @param evidence a JSON object with every figure and, if refused, the reason
   */
  public record Finding(boolean passed, String evidence) {}

  /** Tries a candidate. All its versions must be loaded. */
  public Finding tryOut(Trial trial) {
    ObjectNode evidence = json.createObjectNode();
    evidence.put("candidate", trial.candidate().toString());
    evidence.put("live", trial.live().toString());
    List<String> refusals = suites(trial, evidence);
    refusals.add(new Forgetting(likelihood).refusal(trial, praised(trial), evidence));
    refusals.removeIf(String::isEmpty);
    if (refusals.isEmpty()) {
      refusals.add(lessons(trial, evidence));
    }
    return finding(refusals, evidence);
  }

  /**
   * Tries a candidate that several users share: the skills, safety and the golden cases; what its
   * users praised; the lessons it was taught, on their prompts; and that no user has too large a
   * part in it. The rest is the canary's.
   *
   * @param whole of nobody, without lessons
   * @param ofUsers one for each user on whose prompts it is tried, with what it was taught for them
   * @param part of the user who brought most
   * @param mostOfAUser largest part that one user may have
   */
  public Finding tryOutShared(
      Trial whole, List<Trial> ofUsers, LargestPart part, double mostOfAUser) {
    ObjectNode evidence = json.createObjectNode();
    evidence.put("candidate", whole.candidate().toString());
    evidence.put("live", whole.live().toString());
    List<String> refusals = suites(whole, evidence);
    part.into(evidence.putObject("influence"));
    if (part.share() > mostOfAUser + ROUNDING) {
      refusals.add(part.refusal());
    }
    List<StepRecord> praised = new ArrayList<>();
    for (Trial trial : ofUsers) {
      // A lesson may well make an older answer wrong.
      Set<LessonId> lessons = trial.lessons().stream().map(Lesson::id).collect(Collectors.toSet());
      praised(trial).stream()
          .filter(step -> step.lessons().containsAll(lessons))
          .limit(options.prompts() / ofUsers.size() + 1)
          .forEach(praised::add);
    }
    refusals.add(new Forgetting(likelihood).refusal(whole, praised, evidence));
    refusals.removeIf(String::isEmpty);
    boolean taught = ofUsers.stream().anyMatch(trial -> !trial.lessons().isEmpty());
    if (refusals.isEmpty() && taught) {
      refusals.add(new LessonSuite(ledger, engine, options).refusal(ofUsers, evidence));
    }
    return finding(refusals, evidence);
  }

  private List<String> suites(Trial trial, ObjectNode evidence) {
    List<String> refusals = new ArrayList<>();
    refusals.add(skills(trial, evidence));
    refusals.add(suite(CaseSuite.safety(), trial, evidence));
    refusals.add(
        suite(
            CaseSuite.golden(
                ledger.tenant(trial.tenant()).golden().all(), trial.candidate().policy()),
            trial,
            evidence));
    return refusals;
  }

  private Finding finding(List<String> refusals, ObjectNode evidence) {
    String refusal =
        refusals.stream().filter(one -> !one.isEmpty()).collect(Collectors.joining("; "));
    evidence.put("passed", refusal.isEmpty());
    if (!refusal.isEmpty()) {
      evidence.put("reason", refusal);
    }
    return new Finding(refusal.isEmpty(), json.writeValueAsString(evidence));
  }

  private String suite(CaseSuite suite, Trial trial, ObjectNode evidence) {
    return suite.refusal(engine, options.maxAnswer(), trial.live(), trial.candidate(), evidence);
  }

  private List<StepRecord> praised(Trial trial) {
    return UserPrompts.of(
            ledger, trial.tenant(), trial.user(), trial.candidate().policy(), List.of(), options)
        .steps()
        .stream()
        .filter(Likelihood::isKnown)
        .filter(step -> reward(trial.tenant(), step) > 0)
        .limit(options.prompts())
        .toList();
  }

  private String skills(Trial trial, ObjectNode evidence) {
    List<SkillCheck> checks = skills.of(trial.candidate().policy());
    ObjectNode node = evidence.putObject("skills");
    node.put("prompts", checks.size());
    if (checks.isEmpty()) {
      node.put("note", "nothing is known of this policy's skills");
      return "";
    }
    PairedCounts counts =
        PairedCounts.of(pass(trial.live(), checks), pass(trial.candidate(), checks));
    node.put("bound", -options.skillLoss());
    counts.into(node);
    return counts.live() - counts.candidate() > options.skillLoss() + 1e-9
        ? "skills fell from " + counts.live() + " to " + counts.candidate()
        : "";
  }

  private boolean[] pass(VersionRef version, List<SkillCheck> checks) {
    List<Prompt> prompts = checks.stream().map(SkillCheck::prompt).toList();
    List<Generation> answers =
        new Interview(engine, options.maxAnswer()).answers(version, prompts, List.of());
    boolean[] passed = new boolean[checks.size()];
    for (int i = 0; i < passed.length; i++) {
      passed[i] = checks.get(i).passed(answers.get(i));
    }
    return passed;
  }

  private String lessons(Trial trial, ObjectNode evidence) {
    if (trial.lessons().isEmpty()) {
      return margin(trial, evidence);
    }
    return new LessonSuite(ledger, engine, options).refusal(List.of(trial), evidence);
  }

  /** How much likelier good answers became than bad ones, in the context they were given in. */
  private String margin(Trial trial, ObjectNode evidence) {
    List<StepRecord> steps =
        UserPrompts.of(
                ledger,
                trial.tenant(),
                trial.user(),
                trial.candidate().policy(),
                List.of(),
                options)
            .steps()
            .stream()
            .filter(step -> reward(trial.tenant(), step) != 0 && Likelihood.isKnown(step))
            .limit(options.prompts())
            .toList();
    ObjectNode node = evidence.putObject("verdicts");
    node.put("steps", steps.size());
    if (steps.size() < LEAST_JUDGED) {
      return "no lesson to look at, and only "
          + steps.size()
          + " judged answers of the user to compare";
    }
    List<Double> gains = ManyAtOnce.ask(steps, step -> gain(trial, step));
    double mean = gains.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    node.put("gain", mean);
    node.put("least", options.margin());
    return mean > options.margin()
        ? ""
        : "what the user praised did not become likelier than what the user refused";
  }

  private double gain(Trial trial, StepRecord step) {
    return reward(trial.tenant(), step)
        * (likelihood.of(trial.candidate(), step) - likelihood.of(trial.live(), step));
  }

  private int reward(TenantId tenant, StepRecord step) {
    int reward = 0;
    for (Judgement judgement : ledger.tenant(tenant).signals().judgements(step.id())) {
      if (judgement.verdict() != Verdict.UNKNOWN) {
        reward = judgement.verdict().reward();
      }
    }
    return reward;
  }
}
