package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One vector as a rule sees it, in one precision. The rule asks for parameters and inputs and says
 * what comes out. Owned by one check.
 */
final class CaseView {

  private final String formula;
  private final String variant;
  private final boolean engine;
  private final Figures params;
  private final Figures inputs;
  private final Map<String, Object> outputs = new LinkedHashMap<>();

  /**
   * @param engine whether losses go through the training engine's callback, in float
   */
  CaseView(String formula, String variant, boolean engine, Figures params, Figures inputs) {
    this.formula = formula;
    this.variant = variant;
    this.engine = engine;
    this.params = params;
    this.inputs = inputs;
  }

  /** In lower case. */
  String formula() {
    return formula;
  }

  /** In lower case. */
  String variant() {
    return variant;
  }

  boolean engine() {
    return engine;
  }

  Figures params() {
    return params;
  }

  Figures inputs() {
    return inputs;
  }

  /** Says what an output is: a number, a text, or arrays and lists of them. */
  void put(String name, Object value) {
    outputs.put(name, value);
  }

  /** Says it under each of several names. */
  void put(Supplier<Object> value, String... names) {
    for (String name : names) {
      outputs.put(name, value.get());
    }
  }

  Map<String, Object> outputs() {
    return outputs;
  }

  /** The input mask, or all ones. */
  double[][] maskLike(double[][] values) {
    String name = inputs.oneOf("mask", "response_mask", "loss_mask");
    return inputs.has(name) ? inputs.matrix(name) : Masked.all(values);
  }
}
