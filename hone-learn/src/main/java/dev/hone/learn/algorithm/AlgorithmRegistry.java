package dev.hone.learn.algorithm;

import java.util.List;
import java.util.stream.Stream;

/** Every algorithm by name. Immutable. */
public final class AlgorithmRegistry {

  private final List<Algorithm> all =
      Stream.of(
              AdvantageTable.all(),
              LossTable.all(),
              OtherTables.corrections(),
              OtherTables.kl(),
              OtherTables.distillation(),
              OtherTables.aggregation(),
              OtherTables.selection())
          .flatMap(List::stream)
          .toList();

  /** In the order of the documentation. */
  public List<Algorithm> all() {
    return all;
  }

  /** Those of one kind. */
  public List<Algorithm> of(Kind kind) {
    return all.stream().filter(one -> one.kind() == kind).toList();
  }

  /**
   * The one with this name.
   *
   * @throws AlgorithmException if there is none; names the nearest
   */
  public Algorithm find(Kind kind, String name) {
    return of(kind).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AlgorithmException(unknown(kind, name)));
  }

  private String unknown(Kind kind, String name) {
    List<String> names = of(kind).stream().map(Algorithm::name).toList();
    return "there is no %s '%s'".formatted(kind.word(), name)
        + NearestName.of(name, names)
            .map(right -> "; did you mean '" + right + "'?")
            .orElse("; there are " + String.join(", ", names));
  }
}
