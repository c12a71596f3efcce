package dev.hone.learn.release;

import dev.hone.core.LessonId;
import dev.hone.learn.ManyAtOnce;
import dev.hone.store.Lesson;
import dev.hone.store.StepRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replays recent answers that the user found good: a candidate that finds them much less likely
 * than the live version does has forgotten them. Only steps that were answered with the lessons in
 * question count: a lesson may well make an older answer wrong.
 */
record Forgetting(Likelihood likelihood) {

  /** Nats per token by which an answer may become less likely. */
  private static final double FORGOTTEN = 1;

  /** Largest share of forgotten answers; more must be sure, not only seen. */
  private static final double MOST = 1.0 / 3;

  /** Fewer say nothing. */
  private static final int LEAST = 4;

  String refusal(Gate.Trial trial, List<StepRecord> praised, ObjectNode evidence) {
    Set<LessonId> lessons = trial.lessons().stream().map(Lesson::id).collect(Collectors.toSet());
    List<StepRecord> steps =
        praised.stream().filter(step -> step.lessons().containsAll(lessons)).toList();
    ObjectNode node = evidence.putObject("forgetting");
    node.put("steps", steps.size());
    if (steps.size() < LEAST) {
      node.put("note", "too few praised answers to replay");
      return "";
    }
    List<Double> drops =
        ManyAtOnce.ask(
            steps,
            step -> likelihood.of(trial.live(), step) - likelihood.of(trial.candidate(), step));
    int forgotten = (int) drops.stream().filter(drop -> drop > FORGOTTEN).count();
    node.put("forgotten", forgotten);
    node.put("mean_drop", drops.stream().mapToDouble(Double::doubleValue).average().orElse(0));
    node.put("most_share", MOST);
    Wilson interval = Wilson.interval(forgotten, steps.size());
    interval.into(node, "interval");
    return interval.low() > MOST
        ? "forgot " + forgotten + " of " + steps.size() + " answers that the user had praised"
        : "";
  }
}
