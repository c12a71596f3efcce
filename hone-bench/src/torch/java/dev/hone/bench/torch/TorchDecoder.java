package dev.hone.bench.torch;

import dev.hone.bench.engine.Contender.GreedyDecoder;
import dev.hone.bench.engine.NetworkWeights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Greedy decoding with a cache; no gradient is recorded and no version counter kept. */
final class TorchDecoder implements GreedyDecoder {

  private final TorchNetwork network;
  private final int threads;

  TorchDecoder(NetworkWeights weights, int threads) {
    this.threads = threads;
    network = new TorchNetwork(weights, null);
  }

  @Override
  public int[][] decode(int[][] prompts, int newTokens) {
    torch.set_num_threads(threads);
    int batch = prompts.length;
    int[][] made = new int[batch][newTokens];
    try (PointerScope outer = new PointerScope();
        InferenceMode inference = new InferenceMode();
        TorchCache cache = new TorchCache(network.shape(), batch)) {
      long[] next = new long[batch];
      for (int step = 0; step < newTokens; step++) {
        try (PointerScope scope = new PointerScope()) {
          int length = step == 0 ? prompts[0].length : 1;
          Tensor input =
              step == 0
                  ? TorchContender.tokens(prompts, 0, length)
                  : torch.tensor(next).view(batch, 1);
          Tensor logits = network.forward(input, batch, length, cache);
          Tensor chosen = torch.argmax(logits, new LongOptional(-1), false);
          chosen.data_ptr_long().get(next);
          for (int row = 0; row < batch; row++) {
            made[row][step] = (int) next[row];
          }
        }
      }
    }
    return made;
  }

  @Override
  public void close() {
    network.close();
  }
}
