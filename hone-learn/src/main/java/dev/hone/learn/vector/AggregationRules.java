package dev.hone.learn.vector;

import dev.hone.learn.objective.Aggregation;
import dev.hone.learn.policy.Reduction;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** From token losses to one loss. */
final class AggregationRules {

  private static final String GROUP = "aggregation";

  private AggregationRules() {}

  static List<VectorRule> rules() {
    return List.of(VectorRule.of(GROUP, "aggregation", "loss aggregation", AggregationRules::of));
  }

  /** Names of the modes in files. */
  static final List<String> MODES =
      List.of(
          "token-mean",
          "token-sum",
          "seq-mean-token-sum",
          "seq-mean-token-sum-norm",
          "seq-mean-token-mean",
          "batch-seq-mean-token-mean-incl-empty",
          "seq-mean-token-sum-incl-empty",
          "seq-length-budget");

  static Aggregation mode(String name) {
    return switch (name) {
      case "token-mean" -> Aggregation.TOKEN_MEAN;
      case "token-sum" -> Aggregation.TOKEN_SUM;
      case "seq-mean-token-sum" -> Aggregation.SEQUENCE_MEAN_TOKEN_SUM;
      case "seq-mean-token-sum-norm" -> Aggregation.SEQUENCE_MEAN_TOKEN_SUM_NORM;
      case "seq-mean-token-mean" -> Aggregation.SEQUENCE_MEAN_TOKEN_MEAN;
      case "batch-seq-mean-token-mean-incl-empty", "seq-mean-token-mean-incl-empty" ->
          Aggregation.SEQUENCE_MEAN_TOKEN_MEAN_WITH_EMPTY;
      case "seq-mean-token-sum-incl-empty" -> Aggregation.SEQUENCE_MEAN_TOKEN_SUM_WITH_EMPTY;
      case "seq-length-budget" -> Aggregation.SEQUENCE_LENGTH_BUDGET;
      default ->
          throw new VectorFault(
              "aggregation mode '" + name + "' is not known" + Nearest.hint(name, MODES));
    };
  }

  /**
   * What params say of it: mode, horizon, and counts of the whole step.
   *
   * @param columns the horizon where none is said (verl)
   */
  static Reduction reduction(Figures params, String fallback, int columns) {
    String mode = params.text(params.oneOf("aggregation", "mode", "loss_agg_mode"), fallback);
    return new Reduction(
        mode(mode),
        params.number(
            params.oneOf("horizon", "max_length", "loss_scale_factor"), Math.max(1, columns)),
        params.number(params.oneOf("dp", "dp_size"), 1),
        params.number(params.oneOf("ntok", "batch_num_tokens", "global_tokens"), 0),
        params.number(
            params.oneOf(
                "nseq",
                "n_seq",
                "bsz",
                "batch_size",
                "global_batch_size",
                "batch_num_sequences",
                "global_sequences"),
            0));
  }

  /** The longest row. */
  static int columns(double[][] rows) {
    int columns = 0;
    for (double[] row : rows) {
      columns = Math.max(columns, row.length);
    }
    return columns;
  }

  private static void of(CaseView view) {
    Figures params = view.params();
    Figures inputs = view.inputs();
    if (inputs.has("micro_batches")) {
      params.number("accumulation", 1);
      List<Part> parts = new ArrayList<>();
      for (JsonNode part : inputs.tree("micro_batches")) {
        parts.add(
            new Part(
                inputs.matrix("loss", part.path("loss")),
                inputs.matrix("mask", part.path("mask"))));
      }
      report(view, parts);
      return;
    }
    double[][] loss = inputs.matrix("loss");
    double[][] mask = view.maskLike(loss);
    if (params.has("prompt_ranges")) {
      view.put("value", promptMean(params.matrix("prompt_ranges"), loss, mask));
      return;
    }
    if (params.has("micro_batch")) {
      report(view, split(loss, mask, (int) params.number("micro_batch")));
      return;
    }
    Reduction reduction = reduction(params, "token-mean", columns(mask));
    view.put("value", reduction.value(loss, mask));
    view.put("loss", reduction.value(loss, mask));
    view.put("grad_loss", reduction.factors(mask));
  }

  /** The step in parts: with the step's count it is what it is in one piece; with their own not. */
  private static void report(CaseView view, List<Part> parts) {
    double tokens = 0;
    for (Part part : parts) {
      tokens += dev.hone.learn.advantage.Masked.count(part.mask);
    }
    Reduction step = new Reduction(Aggregation.TOKEN_MEAN, 1, 1, tokens, 0);
    Reduction own = Reduction.of(Aggregation.TOKEN_MEAN);
    double whole = 0;
    double perPart = 0;
    for (Part part : parts) {
      whole += step.value(part.loss, part.mask);
      perPart += own.value(part.loss, part.mask) / parts.size();
    }
    view.put("global_token_mean", whole);
    view.put("legacy", perPart);
    view.put("per_micro_batch_mean_average", perPart);
  }

  private static List<Part> split(double[][] loss, double[][] mask, int rows) {
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < loss.length; from += rows) {
      int to = Math.min(loss.length, from + rows);
      parts.add(
          new Part(
              java.util.Arrays.copyOfRange(loss, from, to),
              java.util.Arrays.copyOfRange(mask, from, to)));
    }
    return parts;
  }

  private static double promptMean(double[][] ranges, double[][] loss, double[][] mask) {
    double sum = 0;
    for (double[] range : ranges) {
      int from = (int) range[0];
      int to = (int) range[1];
      sum +=
          Reduction.of(Aggregation.TOKEN_MEAN)
              .value(
                  java.util.Arrays.copyOfRange(loss, from, to),
                  java.util.Arrays.copyOfRange(mask, from, to));
    }
    return sum / ranges.length;
  }

  private record Part(double[][] loss, double[][] mask) {}
}
