package dev.hone.learn.trainer;

import dev.hone.core.StepId;
import dev.hone.core.TurnId;
import dev.hone.store.WorkBoard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rewards of steps from the verdicts on them.
 *
 * <p>A turn has one or more steps; the last one is judged by what the user said, the others by what
 * tools said. With p_t the verdict on step t as +1, 0 or −1, o = p_T of the last step T, weight w
 * and discount γ:
 *
 * <pre>
 * process  r_t = p_t
 * outcome  r_t = γ^(T−t) · o
 * mixed    r_t = (1 − w) · p_t + w · γ^(T−t) · o
 * </pre>
 *
 * <p>A turn whose end is not among the samples has no outcome: its steps keep p_t in a mixture and
 * get nothing from an outcome alone. Source of the mixture: A_episode + w·A_step (GiGPO) and the
 * sum of process and outcome rewards (OpenClaw-RL), learning.md §2, here with weights that sum to 1
 * so that rewards stay in [−1, 1].
 */
final class TurnRewards {

  private TurnRewards() {}

  /** The reward of each sample. */
  static Map<StepId, Double> of(List<WorkBoard.Sample> samples, CurationOptions options) {
    Map<TurnId, WorkBoard.Sample> last = new HashMap<>();
    for (WorkBoard.Sample sample : samples) {
      last.merge(
          sample.step().turn(),
          sample,
          (one, other) -> one.step().index() >= other.step().index() ? one : other);
    }
    Map<StepId, Double> rewards = new HashMap<>();
    for (WorkBoard.Sample sample : samples) {
      WorkBoard.Sample end = last.get(sample.step().turn());
      rewards.put(sample.step().id(), of(sample, end == null ? sample : end, options));
    }
    return rewards;
  }

  private static double of(WorkBoard.Sample sample, WorkBoard.Sample end, CurationOptions options) {
    double own = sample.verdict().reward();
    // A step that calls tools is never the end of a turn: the answer that followed is not there.
    boolean ended =
        end.step().result() != null && end.step().result().response().toolCalls().isEmpty();
    double outcome =
        ended
            ? Math.pow(options.discount(), end.step().index() - sample.step().index())
                * end.verdict().reward()
            : 0;
    return switch (options.reward()) {
      case PROCESS -> own;
      case OUTCOME -> outcome;
      case MIXED ->
          ended ? (1 - options.outcomeWeight()) * own + options.outcomeWeight() * outcome : own;
    };
  }
}
