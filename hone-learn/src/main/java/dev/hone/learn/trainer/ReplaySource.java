package dev.hone.learn.trainer;

import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.chat.Prompt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompts that have nothing to do with the lessons of a run, replayed against forgetting: the
 * starter's own training prompts, or other steps of the tenant. Thread-safe.
 */
@FunctionalInterface
public interface ReplaySource {

  /**
   * Prompts to replay.
   *
   * @param scope whose version is trained
   * @param seed the same seed gives the same prompts, so that a run that was killed goes on with
   *     them
   */
  List<Replay> prompts(TenantId tenant, Scope scope, int count, long seed);

  /** None: a policy of which nothing is known is trained without replay. */
  static ReplaySource none() {
    return (tenant, scope, count, seed) -> List.of();
  }

  /**
   * A prompt to replay.
   *
   * @param step the step it was taken from, or null if it was made up; a step becomes part of the
   *     version's lineage
   */
  record Replay(Prompt prompt, @Nullable StepId step) {}
}
