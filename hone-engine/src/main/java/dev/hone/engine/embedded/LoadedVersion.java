package dev.hone.engine.embedded;

import dev.hone.core.VersionRef;
import dev.hone.engine.model.LoraAdapter;
import dev.hone.engine.model.ModelWeights;
import org.jspecify.annotations.Nullable;

/**
 * A version in memory. What it holds never changes; who holds it is counted by its {@link
 * VersionTable}.
 */
final class LoadedVersion {

  private final VersionRef ref;
  private final ModelWeights weights;
  private final TextParts text;
  private final @Nullable LoraAdapter adapter;
  private final VersionTable.@Nullable Base base;

  /** One for being loaded, one for each call that began on it. Guarded by the table. */
  private int holders = 1;

  /**
   * @param base the shared base, or null if the weights are this version's own
   */
  LoadedVersion(
      VersionRef ref,
      ModelWeights weights,
      TextParts text,
      @Nullable LoraAdapter adapter,
      VersionTable.@Nullable Base base) {
    this.ref = ref;
    this.weights = weights;
    this.text = text;
    this.adapter = adapter;
    this.base = base;
  }

  VersionRef ref() {
    return ref;
  }

  ModelWeights weights() {
    return weights;
  }

  TextParts text() {
    return text;
  }

  @Nullable LoraAdapter adapter() {
    return adapter;
  }

  VersionTable.@Nullable Base base() {
    return base;
  }

  void hold() {
    holders++;
  }

  /** Whether nobody holds it any more. */
  boolean letGo() {
    return --holders == 0;
  }

  int holders() {
    return holders;
  }
}
