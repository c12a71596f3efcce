package dev.hone.learn.release;

/**
 * What a candidate must show.
 *
 * @param skillLoss largest loss of skill against the live version, as a share
 * @param agreement least agreement with the teacher on the user's own prompts
 * @param prompts most of the user's prompts that are asked
 * @param leastPrompts fewer held-out prompts than this, and the newest others are asked too
 * @param recent most of the user's steps that are looked at for prompts
 * @param graduation agreement of the live version with the teacher that retires a lesson
 * @param graduationPrompts on at least so many prompts where the lesson matters
 * @param margin least gain in log-likelihood of good over bad answers (nats per token), which
 *     counts where no lesson can be looked at
 * @param maxAnswer most tokens of an answer
 */
public record GateOptions(
    double skillLoss,
    double agreement,
    int prompts,
    int leastPrompts,
    int recent,
    double graduation,
    int graduationPrompts,
    double margin,
    int maxAnswer) {

  /** One point of skill, 0.6 agreement, 24 prompts; 0.8 on 6 prompts retires a lesson. */
  public static GateOptions defaults() {
    return new GateOptions(0.01, 0.6, 24, 6, 128, 0.8, 6, 0, 160);
  }
}
