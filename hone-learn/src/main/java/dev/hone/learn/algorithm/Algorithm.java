package dev.hone.learn.algorithm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One algorithm of the library, as it can be chosen.
 *
 * @param name unique in its kind
 * @param formula in one line
 * @param source paper or code that the formula is from
 * @param inputs what a batch must carry
 */
public record Algorithm(
    Kind kind, String name, String formula, String source, List<String> inputs, List<Knob> knobs) {

  public Algorithm {
    inputs = List.copyOf(inputs);
    knobs = List.copyOf(knobs);
  }

  /**
   * Its knobs with these values, others at their defaults.
   *
   * @throws AlgorithmException if one is not known or out of its range
   */
  public KnobValues with(Map<String, String> values) {
    Map<String, String> all = new TreeMap<>();
    for (Knob knob : knobs) {
      all.put(knob.name(), knob.fallback());
    }
    values.forEach(
        (name, value) -> {
          Knob knob =
              knobs.stream()
                  .filter(one -> one.name().equals(name))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new AlgorithmException(
                              "%s '%s' has no knob '%s'%s"
                                  .formatted(kind.word(), this.name, name, nearest(name))));
          if (!knob.type().accepts(value)) {
            throw new AlgorithmException(
                "knob '%s' of %s '%s' takes %s; '%s' is none"
                    .formatted(name, kind.word(), this.name, knob.type().about(), value));
          }
          all.put(name, value);
        });
    return new KnobValues(all);
  }

  private String nearest(String wrong) {
    if (knobs.isEmpty()) {
      return "; it has none";
    }
    List<String> names = knobs.stream().map(Knob::name).toList();
    return NearestName.of(wrong, names)
        .map(right -> "; did you mean '" + right + "'?")
        .orElse("; it has " + String.join(", ", names));
  }
}
