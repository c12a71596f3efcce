package dev.hone.learn.release;

import dev.hone.core.LessonBlock;
import dev.hone.core.Scope;
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
 * not pass stays in the prompt. Changes lessons only; the same again changes nothing.
 */
final class Graduation {

  private static final Logger LOG = LoggerFactory.getLogger(Graduation.class);

  private final Ledger ledger;
  private final Engine engine;
  private final GateOptions options;

  Graduation(Ledger ledger, Engine engine, GateOptions options) {
    this.ledger = ledger;
    this.engine = engine;
    this.options = options;
  }

  /** Decides each lesson; returns those that graduated. */
  List<Lesson> decide(Gate.Trial trial) {
    List<Lesson> graduated = new ArrayList<>();
    UserPrompts known =
        UserPrompts.of(
            ledger,
            trial.tenant(),
            trial.user(),
            trial.candidate().policy(),
            trial.texts(),
            options);
    Interview interview = new Interview(engine, options.maxAnswer());
    Scope own = new Scope.OfUser(trial.user());
    for (Lesson lesson : trial.lessons()) {
      // Weights of one user retire that user's lessons only: others still need the tenant's.
      if (!lesson.scope().equals(own)) {
        continue;
      }
      List<String> others =
          trial.lessons().stream()
              .filter(one -> !one.id().equals(lesson.id()))
              .map(Lesson::text)
              .toList();
      List<Interview.Case> cases =
          interview.cases(
              trial.teacher(), known.prompts(), trial.texts(), others, options.prompts());
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
