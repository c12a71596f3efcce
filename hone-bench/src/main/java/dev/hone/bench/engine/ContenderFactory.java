package dev.hone.bench.engine;

/** Opens contenders. */
public interface ContenderFactory {

  /** As {@link Contender#name()}. */
  String name();

  Contender open(NetworkWeights weights);
}
