package dev.hone.learn.algorithm;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One algorithm of each kind that makes an objective, with checked knobs. Immutable; made by {@link
 * #of}.
 *
 * @param parts algorithm of each kind but {@link Kind#VALUE}
 * @param knobs their values
 */
public record Recipe(String preset, Map<Kind, Algorithm> parts, Map<Kind, KnobValues> knobs) {

  private static final Map<Kind, String> NOTHING =
      Map.of(
          Kind.ADVANTAGE, "next-state",
          Kind.LOSS, "ppo-clip",
          Kind.CORRECTION, "none",
          Kind.KL, "none",
          Kind.DISTILLATION, "none",
          Kind.AGGREGATION, "token-mean",
          Kind.SELECTION, "none");

  public Recipe {
    parts = Map.copyOf(parts);
    knobs = Map.copyOf(knobs);
  }

  /**
   * What somebody chose.
   *
   * @param preset name of a preset
   * @param parts by kind, in place of the preset's
   * @param knobs as {@code kind.knob}
   */
  public record Choice(String preset, Map<Kind, String> parts, Map<String, String> knobs) {

    public Choice {
      parts = Map.copyOf(parts);
      knobs = Map.copyOf(knobs);
    }

    /** The default. */
    public static Choice hone() {
      return new Choice("hone", Map.of(), Map.of());
    }
  }

  /**
   * Who will run it.
   *
   * @param name for messages
   * @param inputs what its batches carry
   * @param only algorithms of a kind that it can run, where it cannot run all
   */
  public record Carrier(String name, Set<String> inputs, Map<Kind, Set<String>> only) {

    public Carrier {
      inputs = Set.copyOf(inputs);
      only = Map.copyOf(only);
    }

    boolean runs(Algorithm algorithm) {
      Set<String> allowed = only.get(algorithm.kind());
      return inputs.containsAll(algorithm.inputs())
          && (allowed == null || allowed.contains(algorithm.name()));
    }
  }

  /** The default, which needs no check. */
  public static Recipe hone() {
    return resolve(Choice.hone());
  }

  /**
   * Resolves a choice and checks that it can run.
   *
   * @throws AlgorithmException if a name or knob is not known, or a batch lacks an input; the
   *     message names the nearest right one
   */
  public static Recipe of(Choice choice, Carrier carrier) {
    Recipe recipe = resolve(choice);
    AlgorithmRegistry registry = new AlgorithmRegistry();
    for (Kind kind : Kind.values()) {
      Algorithm algorithm = recipe.parts.get(kind);
      if (algorithm != null && !carrier.runs(algorithm)) {
        throw new AlgorithmException(refusal(algorithm, carrier, registry));
      }
    }
    return recipe;
  }

  /** Resolves names and knobs, whoever may run it. */
  public static Recipe resolve(Choice choice) {
    AlgorithmRegistry registry = new AlgorithmRegistry();
    Preset preset = Preset.find(choice.preset);
    Map<Kind, Algorithm> parts = new EnumMap<>(Kind.class);
    Map<Kind, Map<String, String>> knobs = new EnumMap<>(Kind.class);
    NOTHING.forEach(
        (kind, nothing) -> {
          String of = preset.parts().getOrDefault(kind, nothing);
          parts.put(kind, registry.find(kind, choice.parts.getOrDefault(kind, of)));
          knobs.put(kind, new LinkedHashMap<>());
        });
    preset
        .knobs()
        .forEach(
            (name, value) -> {
              Kind kind = kind(name);
              // A part that was exchanged leaves the preset's knobs behind.
              if (!choice.parts.containsKey(kind)) {
                put(knobs, kind, name, value);
              }
            });
    choice.knobs.forEach((name, value) -> put(knobs, kind(name), name, value));
    Map<Kind, KnobValues> values = new EnumMap<>(Kind.class);
    parts.forEach(
        (kind, algorithm) -> values.put(kind, algorithm.with(knobs.getOrDefault(kind, Map.of()))));
    return new Recipe(choice.preset, parts, values);
  }

  /** Whether the whole is what Hone does by default. */
  public boolean isDefault() {
    Recipe plain = hone();
    return parts.equals(plain.parts) && knobs.equals(plain.knobs);
  }

  /** In one line, for evidence and logs: the parts, and knobs that are not at their defaults. */
  public String summary() {
    StringBuilder text = new StringBuilder(preset);
    for (Kind kind : Kind.values()) {
      Algorithm algorithm = parts.get(kind);
      if (algorithm != null) {
        text.append("; ").append(kind.word()).append(' ').append(algorithm.name());
        for (Knob knob : algorithm.knobs()) {
          String value = values(kind).text(knob.name());
          if (!value.equals(knob.fallback())) {
            text.append(' ').append(knob.name()).append('=').append(value);
          }
        }
      }
    }
    return text.toString();
  }

  /** The algorithm of a kind. */
  public Algorithm part(Kind kind) {
    return Objects.requireNonNull(parts.get(kind), kind.word());
  }

  /** Its knobs. */
  public KnobValues values(Kind kind) {
    return Objects.requireNonNull(knobs.get(kind), kind.word());
  }

  private static void put(
      Map<Kind, Map<String, String>> knobs, Kind kind, String name, String value) {
    Map<String, String> ofKind = knobs.get(kind);
    if (ofKind != null) {
      ofKind.put(name.substring(name.indexOf('.') + 1), value);
    }
  }

  private static Kind kind(String name) {
    List<String> words =
        java.util.Arrays.stream(Kind.values())
            .filter(NOTHING::containsKey)
            .map(Kind::word)
            .toList();
    int dot = name.indexOf('.');
    String word = dot < 0 ? name : name.substring(0, dot);
    for (Kind kind : Kind.values()) {
      if (dot > 0 && kind.word().equals(word) && NOTHING.containsKey(kind)) {
        return kind;
      }
    }
    throw new AlgorithmException(
        "knob '"
            + name
            + "' must be written as kind.knob, such as loss.eps_high"
            + NearestName.of(word, words)
                .map(right -> "; did you mean '" + right + "." + name.substring(dot + 1) + "'?")
                .orElse("; kinds are " + String.join(", ", words)));
  }

  private static String refusal(Algorithm algorithm, Carrier carrier, AlgorithmRegistry registry) {
    Set<String> missing = new TreeSet<>(algorithm.inputs());
    missing.removeAll(carrier.inputs);
    List<String> possible =
        registry.of(algorithm.kind()).stream().filter(carrier::runs).map(Algorithm::name).toList();
    String why =
        missing.isEmpty()
            ? "cannot be run by " + carrier.name
            : "needs "
                + missing.stream()
                    .map(name -> "'" + name + "'" + near(name, carrier))
                    .collect(Collectors.joining(", "))
                + ", which "
                + carrier.name
                + " does not carry";
    return "%s '%s' %s; it can run %s"
        .formatted(
            algorithm.kind().word(),
            algorithm.name(),
            why,
            possible.isEmpty() ? "none of this kind" : String.join(", ", possible));
  }

  private static String near(String name, Carrier carrier) {
    return NearestName.of(name, carrier.inputs)
        .map(right -> " (there is '" + right + "')")
        .orElse("");
  }
}
