package dev.hone.learn.vector;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every formula that is known. */
final class VectorRules {

  private static final List<String> GROUPS =
      List.of(
          "aggregation",
          "policy-loss",
          "value-loss",
          "gae",
          "grpo",
          "rloo",
          "gigpo",
          "other-advantages",
          "reinforce++",
          "kl",
          "entropy",
          "distillation",
          "rollout-correction",
          "masked-ops",
          "whitening",
          "curation",
          "optimizer");

  private final List<VectorRule> rules =
      Stream.of(
              PolicyRules.rules(),
              AggregationRules.rules(),
              MaskedRules.rules(),
              GaeRules.rules(),
              GroupRules.rules(),
              ReturnRules.rules(),
              KlRules.rules(),
              EntropyRules.rules(),
              DistillationRules.rules(),
              CorrectionRules.rules(),
              CurationRules.rules(),
              OptimizerRules.rules())
          .flatMap(List::stream)
          .toList();

  /**
   * The rule of a formula, in lower case.
   *
   * @throws VectorFault if there is none; the message names the nearest
   */
  VectorRule find(String group, String formula) {
    List<VectorRule> ofGroup = rules.stream().filter(rule -> rule.isOf(group)).toList();
    if (ofGroup.isEmpty()) {
      throw new VectorFault("group '" + group + "' is not known" + Nearest.hint(group, GROUPS));
    }
    Optional<VectorRule> found =
        ofGroup.stream().filter(rule -> rule.computes(formula)).findFirst();
    return found.orElseThrow(
        () ->
            new VectorFault(
                "formula '"
                    + formula
                    + "' of group '"
                    + group
                    + "' is not known"
                    + Nearest.hint(formula, ofGroup.stream().map(VectorRule::name).toList())));
  }
}
