package dev.hone.bench.torch;

import dev.hone.bench.engine.Contender;
import dev.hone.bench.engine.NetworkWeights;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** libtorch's own implementation of the network. */
final class TorchContender implements Contender {

  private final NetworkWeights weights;
  private final TorchLibrary library;

  TorchContender(NetworkWeights weights, TorchLibrary library) {
    this.weights = weights;
    this.library = library;
  }

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public String details() {
    return library.description();
  }

  @Override
  public float[] logits(int[] tokens) {
    try (PointerScope scope = new PointerScope();
        InferenceMode inference = new InferenceMode();
        TorchNetwork network = new TorchNetwork(weights, null)) {
      int inputs = tokens.length - 1;
      Tensor input = tokens(new int[][] {tokens}, 0, inputs);
      Tensor logits = network.forward(input, 1, inputs, null);
      float[] values = new float[inputs * weights.shape().vocabulary()];
      new FloatPointer(logits.contiguous().data_ptr_float()).get(values);
      return values;
    }
  }

  /** Columns {@code from} to {@code to} of a batch, as int64. */
  static Tensor tokens(int[][] batch, int from, int to) {
    long[] flat = new long[batch.length * (to - from)];
    for (int row = 0; row < batch.length; row++) {
      for (int column = from; column < to; column++) {
        flat[row * (to - from) + column - from] = batch[row][column];
      }
    }
    return torch.tensor(flat).view(batch.length, to - from);
  }

  @Override
  public Trainer trainer(Training training, int threads) {
    return new TorchTrainer(weights, training, threads);
  }

  @Override
  public GreedyDecoder decoder(int threads) {
    return new TorchDecoder(weights, threads);
  }

  @Override
  public void close() {
    // Trainers and decoders own their tensors; the libraries stay until the process ends.
  }
}
