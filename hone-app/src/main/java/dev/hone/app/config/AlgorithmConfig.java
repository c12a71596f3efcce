package dev.hone.app.config;

import dev.hone.learn.algorithm.AlgorithmException;
import dev.hone.learn.algorithm.Kind;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.trainer.RecipeMixture;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The part of the configuration that names algorithms; see docs/algorithms.md. */
final class AlgorithmConfig {

  private static final List<Kind> CHOSEN =
      List.of(
          Kind.ADVANTAGE,
          Kind.LOSS,
          Kind.CORRECTION,
          Kind.KL,
          Kind.DISTILLATION,
          Kind.AGGREGATION,
          Kind.SELECTION);

  private AlgorithmConfig() {}

  static Recipe read(Section section) {
    String preset =
        section.text("preset", "hone", "Algorithms by the name of a preset; see algorithms.md.");
    Map<Kind, String> parts = new EnumMap<>(Kind.class);
    for (Kind kind : CHOSEN) {
      String name = section.text(kind.word(), "", kind.about() + "; none: the preset's.");
      if (!name.isEmpty()) {
        parts.put(kind, name);
      }
    }
    Map<String, String> knobs =
        section.values("knobs", "Their numbers, as 'loss.eps_high: 0.3'; none: the preset's.");
    try {
      return Recipe.of(new Recipe.Choice(preset, parts, knobs), RecipeMixture.carrier());
    } catch (AlgorithmException e) {
      throw new ConfigException("training.algorithm: " + e.getMessage());
    }
  }
}
