package dev.hone.learn.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.hone.learn.advantage.Groups;
import dev.hone.learn.trainer.RecipeMixture;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names are checked before anything runs, and wrong ones answered with the nearest right one. */
class RecipeTest {

  private static Recipe choose(String preset, Map<Kind, String> parts, Map<String, String> knobs) {
    return Recipe.of(new Recipe.Choice(preset, parts, knobs), RecipeMixture.carrier());
  }

  @Test
  void theDefaultIsHones() {
    assertThat(choose("hone", Map.of(), Map.of()).isDefault()).isTrue();
    assertThat(choose("hone", Map.of(), Map.of("loss.eps_high", "0.3")).isDefault()).isFalse();
    assertThat(choose("openclaw-rl", Map.of(), Map.of()).isDefault()).isFalse();
  }

  @Test
  void everyPresetResolvesAndEveryNameIsUnique() {
    for (Preset preset : Preset.all()) {
      Recipe recipe = Recipe.resolve(new Recipe.Choice(preset.name(), Map.of(), Map.of()));
      preset.parts().forEach((kind, name) -> assertThat(recipe.part(kind).name()).isEqualTo(name));
      assertThat(preset.source()).isNotBlank();
    }
    Set<String> names = new HashSet<>();
    for (Algorithm one : new AlgorithmRegistry().all()) {
      assertThat(names.add(one.kind() + " " + one.name())).as(one.name()).isTrue();
      for (Knob knob : one.knobs()) {
        assertThat(knob.type().accepts(knob.fallback())).as(one.name() + " " + knob).isTrue();
        assertThat(knob.source()).isNotBlank();
      }
    }
  }

  @Test
  void everyLossAndCorrectionCanBeMade() {
    AlgorithmRegistry registry = new AlgorithmRegistry();
    for (Algorithm loss : registry.of(Kind.LOSS)) {
      assertThat(made(Kind.LOSS, loss.name()).loss()).isNotNull();
    }
    for (Algorithm correction : registry.of(Kind.CORRECTION)) {
      double[][] ones = {{1, 1}};
      assertThat(
              made(Kind.CORRECTION, correction.name())
                  .correction()
                  .weights(new double[][] {{0, 0}}, ones, ones)[0])
          .as(correction.name())
          .containsExactly(1, 1);
    }
    for (Algorithm kl : registry.of(Kind.KL)) {
      assertThat(made(Kind.KL, kl.name()).kl(-1, -1).loss()).isZero();
    }
  }

  private static RewardObjective made(Kind kind, String name) {
    return new RewardObjective(
        Recipe.resolve(new Recipe.Choice("hone", Map.of(kind, name), Map.of())));
  }

  @Test
  void aWrongNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> choose("openclaw", Map.of(), Map.of()))
        .isInstanceOf(AlgorithmException.class)
        .hasMessage("there is no preset 'openclaw'; did you mean 'openclaw-rl'?");
    assertThatThrownBy(() -> choose("hone", Map.of(Kind.LOSS, "ppo-clap"), Map.of()))
        .hasMessage("there is no loss 'ppo-clap'; did you mean 'ppo-clip'?");
    assertThatThrownBy(() -> choose("hone", Map.of(), Map.of("loss.eps_hi", "0.3")))
        .hasMessage("loss 'ppo-clip' has no knob 'eps_hi'; did you mean 'eps_high'?");
    assertThatThrownBy(() -> choose("hone", Map.of(), Map.of("los.eps_high", "0.3")))
        .hasMessageContaining("did you mean 'loss.eps_high'?");
    assertThatThrownBy(() -> choose("hone", Map.of(), Map.of("loss.eps_high", "-1")))
        .hasMessageContaining("'ppo-clip' takes a number from 1e-9 to 1000; '-1' is none");
  }

  @Test
  void whatTheTrainerDoesNotCarryIsRefusedWithWhatItCanRun() {
    assertThatThrownBy(() -> choose("hone", Map.of(Kind.ADVANTAGE, "gae"), Map.of()))
        .hasMessageContaining("advantage 'gae' needs 'rewards'")
        .hasMessageContaining("it can run next-state, grpo");
    assertThatThrownBy(() -> choose("hone", Map.of(Kind.LOSS, "gspo"), Map.of()))
        .hasMessageContaining("sequence_log_prob");
    assertThatThrownBy(
            () -> choose("hone", Map.of(Kind.AGGREGATION, "seq-mean-token-mean"), Map.of()))
        .hasMessageContaining("it can run token-mean");
    assertThat(choose("verl", Map.of(Kind.ADVANTAGE, "next-state"), Map.of()).values(Kind.LOSS))
        .satisfies(knobs -> assertThat(knobs.number("c")).isEqualTo(3));
  }

  @Test
  void groupEstimatorsCompareAnswersToOnePrompt() {
    double[] verdicts = {1, -1, 1, 0};
    Groups groups = Groups.by(new String[] {"a", "a", "b", "a"});
    double[][] mask = {{1, 1}, {1}, {1}, {1, 1, 1}};
    Map<String, double[]> expected =
        Map.of(
            "grpo", new double[] {1, -1, 1, 0},
            "dr-grpo", new double[] {1, -1, 1, 0},
            "rloo", new double[] {1.5, -1.5, 0, 0},
            // The mean of the group weighted by lengths 2, 1, 3 is 1/6.
            "opo", new double[] {1 - 1 / 6.0, -1 - 1 / 6.0, 0, -1 / 6.0},
            // Three of four scores are not 0.
            "gpg", new double[] {4 / 3.0, -4 / 3.0, 4 / 3.0, 0},
            "pass-at-k", new double[] {1, 0, 0, 0});
    expected.forEach(
        (name, values) -> {
          RewardObjective objective = made(Kind.ADVANTAGE, name);
          assertThat(objective.comparesGroups()).as(name).isTrue();
          double[][] advantages = objective.advantages(verdicts, groups, mask);
          for (int i = 0; i < values.length; i++) {
            assertThat(advantages[i]).as(name).hasSize(mask[i].length);
            for (double one : advantages[i]) {
              assertThat(one).as(name).isCloseTo(values[i], offset(1e-5));
            }
          }
        });
    assertThat(choose("verl", Map.of(), Map.of()).summary()).contains("advantage grpo");
    assertThat(choose("trl", Map.of(), Map.of()).summary()).contains("advantage");
  }

  @Test
  void anExchangedPartLeavesThePresetsKnobsBehind() {
    Recipe recipe =
        choose("areal", Map.of(Kind.ADVANTAGE, "next-state", Kind.LOSS, "cispo"), Map.of());

    assertThat(recipe.values(Kind.LOSS).number("high")).isEqualTo(5);
    assertThat(recipe.summary())
        .isEqualTo(
            "areal; advantage next-state; loss cispo; correction none; kl none;"
                + " distillation none; aggregation token-mean; selection none");
    assertThat(choose("hone", Map.of(), Map.of("loss.c", "3")).summary()).contains("ppo-clip c=3");
  }

  @Test
  void nearestIsByEditsAndNothingFarIsNear() {
    assertThat(NearestName.of("gpro", Set.of("grpo", "gae", "remax"))).contains("grpo");
    assertThat(NearestName.of("zzzzzzzz", Set.of("grpo", "gae"))).isEmpty();
  }
}
