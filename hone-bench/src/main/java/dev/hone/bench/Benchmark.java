package dev.hone.bench;

/** Something that can be measured. */
@FunctionalInterface
public interface Benchmark {

  /**
   * Measures.
   *
   * @throws BenchException if it cannot
   */
  Report run(Progress progress) throws Exception;
}
