package dev.hone.learn.release;

import dev.hone.core.LessonBlock;
import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retires lessons that a live version follows without being told: on prompts where the lesson
 * matters, the version without any lesson does what the teacher does with all of them. What does
 * not pass stays in the prompt. Only lessons of the version's own scope leave it: users of a wider
 * one are answered by other weights. Changes lessons only; the same again changes nothing.
 */
final class Graduation {

  private static final Logger LOG = LoggerFactory.getLogger(Graduation.class);

  /** Users on whose prompts a shared version is tried. */
  private static final int MOST_USERS = 8;

  private final Ledger ledger;
  private final Engine engine;
  private final GateOptions options;

  Graduation(Ledger ledger, Engine engine, GateOptions options) {
    this.ledger = ledger;
    this.engine = engine;
    this.options = options;
  }

  /** Decides each lesson of a user; returns those that graduated. */
  List<Lesson> decide(Gate.Trial trial) {
    List<Prompt> prompts = prompts(trial, trial.user());
    // Weights of one user retire that user's lessons only: others still need the tenant's.
    return decide(trial, new Scope.OfUser(trial.user()), prompts);
  }

  /**
   * Decides each lesson of the scope of a version that several users share, on their prompts.
   *
   * @param trial with the lessons; its user is nobody
   * @param users whose prompts it is tried on, the most important first
   */
  List<Lesson> decideShared(Gate.Trial trial, Scope scope, List<UserId> users) {
    List<Prompt> prompts = new ArrayList<>();
    users.stream().limit(MOST_USERS).forEach(user -> prompts.addAll(prompts(trial, user)));
    return decide(trial, scope, prompts);
  }

  private List<Prompt> prompts(Gate.Trial trial, UserId user) {
    return UserPrompts.of(
            ledger, trial.tenant(), user, trial.candidate().policy(), trial.texts(), options)
        .prompts();
  }

  private List<Lesson> decide(Gate.Trial trial, Scope scope, List<Prompt> prompts) {
    List<Lesson> graduated = new ArrayList<>();
    Interview interview = new Interview(engine, options.maxAnswer());
    for (Lesson lesson : trial.lessons()) {
      if (!lesson.scope().equals(scope)) {
        continue;
      }
      List<String> others =
          trial.lessons().stream()
              .filter(one -> !one.id().equals(lesson.id()))
              .map(Lesson::text)
              .toList();
      List<Interview.Case> cases =
          interview.cases(trial.teacher(), prompts, trial.texts(), others, options.prompts());
      int follows = 0;
      for (boolean follow : interview.follows(trial.candidate(), cases)) {
        follows += follow ? 1 : 0;
      }
      boolean passes =
          cases.size() >= options.graduationPrompts()
              && follows >= options.graduation() * cases.size();
      LOG.info(
          "tenant {}: {} follows lesson {} without being told on {} of {} prompts where it"
              + " matters{}",
          trial.tenant(),
          trial.candidate(),
          lesson.id(),
          follows,
          cases.size(),
          passes ? ": it leaves the prompt" : "; it stays in the prompt");
      if (passes) {
        int tokens = tokens(trial.teacher(), cases.getFirst().prompt(), trial.texts(), others);
        graduated.add(
            ledger
                .tenant(trial.tenant())
                .lessons()
                .graduate(lesson.id(), trial.candidate(), tokens));
      }
    }
    return graduated;
  }

  /** What the lesson costs in a prompt. */
  private int tokens(VersionRef version, Prompt prompt, List<String> with, List<String> without) {
    return engine.encode(version, LessonBlock.into(prompt, with)).ids().length
        - engine.encode(version, LessonBlock.into(prompt, without)).ids().length;
  }
}
