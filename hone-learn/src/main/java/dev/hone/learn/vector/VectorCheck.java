package dev.hone.learn.vector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Checks vectors of the schema {@code rl-reference-vectors/1} against this library: every output
 * that a vector states, in double and in float, and refuses what it does not know instead of
 * skipping it. Immutable.
 */
public final class VectorCheck {

  private static final double DOUBLE_TOLERANCE = 1e-6;
  private static final double FLOAT_TOLERANCE = 1e-4;

  /** Decisions over counts and rewards as stored: nothing there is ever in float. */
  private static final String ONLY_DOUBLE = "curation";

  private final VectorRules rules = new VectorRules();

  /** The verdict on one vector of a file. */
  public Verdict of(JsonNode vector) {
    String id = vector.path("id").asString("(no id)");
    String group = vector.path("group").asString("");
    String formula = vector.path("formula").asString("");
    Set<String> problems = new LinkedHashSet<>();
    Verdict.Part wide = part(vector, group, formula, false, problems);
    Verdict.Part narrow = part(vector, group, formula, true, problems);
    return new Verdict(id, group, formula, wide, narrow, List.copyOf(problems));
  }

  private Verdict.Part part(
      JsonNode vector, String group, String formula, boolean narrow, Set<String> problems) {
    JsonNode outputs = vector.path("outputs");
    if (outputs.isEmpty()) {
      problems.add("it states no outputs");
      return Verdict.Part.unknown();
    }
    boolean float32 = narrow && !group.equals(ONLY_DOUBLE);
    Figures params = new Figures("param", vector.path("params"), float32);
    Figures inputs = new Figures("input", vector.path("inputs"), float32);
    CaseView view =
        new CaseView(
            formula.toLowerCase(Locale.ROOT),
            vector.path("variant").asString("").toLowerCase(Locale.ROOT),
            narrow,
            params,
            inputs);
    try {
      rules.find(group, formula.toLowerCase(Locale.ROOT)).compute().of(view);
    } catch (VectorFault | IllegalArgumentException fault) {
      problems.add(String.valueOf(fault.getMessage()));
      return Verdict.Part.unknown();
    } catch (RuntimeException malformed) {
      // A file from anywhere: whatever its shapes are, its other vectors get their verdicts too.
      problems.add("its figures do not fit together: " + malformed);
      return Verdict.Part.unknown();
    }
    List<String> unknown = new ArrayList<>();
    for (String name : params.unknown()) {
      unknown.add("param '" + name + "' is not known" + Nearest.hint(name, params.asked()));
    }
    for (String name : inputs.unknown()) {
      unknown.add("input '" + name + "' is not known" + Nearest.hint(name, inputs.asked()));
    }
    for (String name : outputs.propertyNames()) {
      if (!view.outputs().containsKey(name)) {
        unknown.add(
            "output '" + name + "' is not known" + Nearest.hint(name, view.outputs().keySet()));
      }
    }
    if (!unknown.isEmpty()) {
      problems.addAll(unknown);
      return Verdict.Part.unknown();
    }
    return compare(vector, view, narrow, problems);
  }

  private static Verdict.Part compare(
      JsonNode vector, CaseView view, boolean narrow, Set<String> problems) {
    double stated = vector.path("tol").asDouble(DOUBLE_TOLERANCE);
    // A tolerance of 0 asks for the very bits, in float too.
    double tolerance = narrow && stated > 0 ? Math.max(stated, FLOAT_TOLERANCE) : stated;
    String whereName = vector.path("compare_only_where").asString("");
    JsonNode where =
        whereName.isEmpty() ? MissingNode.getInstance() : vector.path("inputs").path(whereName);
    if (!whereName.isEmpty() && where.isMissingNode()) {
      problems.add("compare_only_where names '" + whereName + "', which is no input");
      return Verdict.Part.unknown();
    }
    Map<Boolean, Verdict.Outcome> outcomes = new LinkedHashMap<>();
    double worst = 0;
    for (String name : vector.path("outputs").propertyNames()) {
      Comparison comparison = new Comparison(tolerance, narrow);
      Object got = view.outputs().get(name);
      if (got == null) {
        continue;
      }
      comparison.compare(name, got, vector.path("outputs").path(name), where);
      worst = Math.max(worst, comparison.worst());
      boolean met = comparison.difference().isEmpty();
      if (!met) {
        problems.add((narrow ? "float: " : "double: ") + comparison.difference());
      }
      outcomes.merge(
          name.startsWith("grad"),
          met ? Verdict.Outcome.MET : Verdict.Outcome.MISSED,
          (one, other) -> one == Verdict.Outcome.MISSED ? one : other);
    }
    return new Verdict.Part(
        outcomes.getOrDefault(false, Verdict.Outcome.ABSENT),
        outcomes.getOrDefault(true, Verdict.Outcome.ABSENT),
        worst);
  }
}
