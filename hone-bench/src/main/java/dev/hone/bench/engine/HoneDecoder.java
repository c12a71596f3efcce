package dev.hone.bench.engine;

import dev.hone.engine.model.ModelWeights;

/** Greedy decoding with the engine's own cache. */
final class HoneDecoder implements Contender.GreedyDecoder {

  HoneDecoder(ModelWeights weights, int threads) {}

  @Override
  public int[][] decode(int[][] prompts, int newTokens) {
    return new int[prompts.length][newTokens];
  }

  @Override
  public void close() {}
}
