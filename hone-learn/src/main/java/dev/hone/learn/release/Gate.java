package dev.hone.learn.release;

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
import dev.hone.store.VersionBook;
import java.util.ArrayList;
import java.util.List;
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
   * Tries a candidate that several users share. No one user's prompts speak for the others, so
   * there are the skills, safety and the golden cases; the rest is the canary's.
   *
   * @param influences who shaped it
   * @param mostOfAUser largest share of its steps that one user may have brought
   */
  public Finding tryOutShared(
      TenantId tenant,
      VersionRef candidate,
      VersionRef live,
      List<VersionBook.Influence> influences,
      double mostOfAUser) {
    ObjectNode evidence = json.createObjectNode();
    evidence.put("candidate", candidate.toString());
    evidence.put("live", live.toString());
    Trial trial = new Trial(tenant, new UserId("none"), candidate, live, live, List.of());
    List<String> refusals = suites(trial, evidence);
    long all = influences.stream().mapToLong(VersionBook.Influence::steps).sum();
    long most = influences.stream().mapToLong(VersionBook.Influence::steps).max().orElse(0);
    ObjectNode node = evidence.putObject("influence");
    node.put("users", influences.size());
    node.put("steps", all);
    node.put("largest", most);
    node.put("most_share", mostOfAUser);
    if (most > mostOfAUser * all) {
      refusals.add("one user brought " + most + " of the " + all + " steps that shaped it");
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
    UserPrompts known =
        UserPrompts.of(
            ledger,
            trial.tenant(),
            trial.user(),
            trial.candidate().policy(),
            trial.texts(),
            options);
    Interview interview = new Interview(engine, options.maxAnswer());
    List<Prompt> held = known.prompts().subList(0, known.heldOut());
    List<Interview.Case> cases =
        interview.cases(trial.teacher(), held, trial.texts(), List.of(), options.prompts());
    int unseen = cases.size();
    if (unseen < options.leastPrompts()) {
      cases =
          interview.cases(
              trial.teacher(), known.prompts(), trial.texts(), List.of(), options.prompts());
    }
    ObjectNode node = evidence.putObject("lessons");
    node.put("lessons", trial.lessons().size());
    node.put("prompts", cases.size());
    node.put("held_out", unseen);
    if (cases.isEmpty()) {
      return "no prompt of the user shows the lessons, so nothing proves the candidate";
    }
    PairedCounts counts =
        PairedCounts.of(
            interview.follows(trial.live(), cases), interview.follows(trial.candidate(), cases));
    node.put("least", options.agreement());
    counts.into(node);
    if (counts.candidate() <= counts.live()) {
      return "follows the lessons on "
          + counts.candidate()
          + " of the user's prompts, the live version on "
          + counts.live();
    }
    return counts.candidate() < options.agreement()
        ? "follows the lessons on "
            + counts.candidate()
            + " of the user's prompts; "
            + options.agreement()
            + " are needed"
        : "";
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
