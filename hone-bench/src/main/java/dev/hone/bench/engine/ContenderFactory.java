package dev.hone.bench.engine;

/** Opens contenders; peers are found as services of this type. */
public interface ContenderFactory {

  /** As {@link Contender#name()}. */
  String name();

  Contender open(NetworkWeights weights);
}
