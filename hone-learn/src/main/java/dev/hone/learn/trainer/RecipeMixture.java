package dev.hone.learn.trainer;

import dev.hone.learn.algorithm.Kind;
import dev.hone.learn.algorithm.KnobValues;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.objective.Distillation;
import dev.hone.learn.objective.PolicyClip;
import java.util.Map;
import java.util.Set;

/** What the trainer can run of the library, and what a recipe means for its batches. */
public final class RecipeMixture {

  private RecipeMixture() {}

  /**
   * What the trainer's samples carry: answers with verdicts, grouped by the prompt that they
   * answer, and no critic; a teacher that says its likeliest tokens.
   */
  public static Recipe.Carrier carrier() {
    return new Recipe.Carrier(
        "the trainer",
        Set.of(
            "verdicts",
            "scores",
            "group",
            "lengths",
            "mask",
            "log_prob",
            "old_log_prob",
            "rollout_log_prob",
            "ref_log_prob",
            "teacher_log_prob",
            "teacher_top",
            "old_top"),
        Map.of(
            Kind.ADVANTAGE,
            Set.of(
                "next-state",
                "reinforce++",
                "grpo",
                "dr-grpo",
                "rloo",
                "reinforce++-baseline",
                "opo",
                "gpg",
                "maxrl",
                "pass-at-k"),
            Kind.AGGREGATION,
            Set.of("token-mean"),
            Kind.SELECTION,
            Set.of("none")));
  }

  /** The mixture that a recipe asks for; the same one for the default recipe. */
  static TrainerOptions.Mixture of(Recipe recipe, TrainerOptions.Mixture mixture) {
    if (recipe.isDefault()) {
      return mixture;
    }
    String distillation = recipe.part(Kind.DISTILLATION).name();
    boolean none = distillation.equals("none");
    Distillation divergence =
        switch (distillation) {
          case "reverse-kl" -> Distillation.REVERSE_KL;
          case "jensen-shannon" -> Distillation.JENSEN_SHANNON;
          default -> Distillation.FORWARD_KL;
        };
    return new TrainerOptions.Mixture(
        none ? 0 : mixture.consolidation(),
        mixture.replay(),
        mixture.reward(),
        none ? 0 : recipe.values(Kind.DISTILLATION).number("w"),
        mixture.replayWeight(),
        mixture.rewardWeight(),
        mixture.klWeight(),
        divergence,
        distillation.equals("opd-top-k"),
        mixture.topK(),
        distillation.startsWith("opd") ? 0 : mixture.teacherShare(),
        mixture.practice(),
        mixture.replayPool(),
        mixture.temperature(),
        mixture.maxAnswer(),
        mixture.importanceCap(),
        clip(recipe, mixture.clip()));
  }

  /** Policy-gradient distillation is clipped as the reward part is, where that has such a clip. */
  private static PolicyClip clip(Recipe recipe, PolicyClip fallback) {
    if (!recipe.part(Kind.LOSS).name().equals("ppo-clip")) {
      return fallback;
    }
    KnobValues knobs = recipe.values(Kind.LOSS);
    return new PolicyClip(knobs.number("eps_low"), knobs.number("eps_high"), knobs.number("c"));
  }
}
