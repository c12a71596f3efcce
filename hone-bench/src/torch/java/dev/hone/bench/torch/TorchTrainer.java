package dev.hone.bench.torch;

import dev.hone.bench.engine.Contender.Trainer;
import dev.hone.bench.engine.Contender.Training;
import dev.hone.bench.engine.NetworkWeights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Training with autograd and libtorch's AdamW, whose betas and epsilon are its defaults. */
final class TorchTrainer implements Trainer {

  private final TorchNetwork network;
  private final AdamW optimizer;
  private final int threads;

  TorchTrainer(NetworkWeights weights, Training training, int threads) {
    this.threads = threads;
    network = new TorchNetwork(weights, training);
    AdamWOptions options = new AdamWOptions(Training.LEARNING_RATE);
    options.weight_decay().put(0);
    optimizer = new AdamW(network.trained(), options);
  }

  @Override
  public double step(int[][] batch) {
    torch.set_num_threads(threads);
    try (PointerScope scope = new PointerScope()) {
      int inputs = batch[0].length - 1;
      Tensor logits =
          network.forward(TorchContender.tokens(batch, 0, inputs), batch.length, inputs, null);
      Tensor targets = TorchContender.tokens(batch, 1, inputs + 1);
      Tensor loss =
          torch.cross_entropy_loss(logits.view(-1, network.shape().vocabulary()), targets.view(-1));
      optimizer.zero_grad();
      loss.backward();
      torch.clip_grad_norm_(network.trained(), Training.MAXIMAL_NORM);
      optimizer.step();
      return loss.item_double();
    }
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
