package dev.hone.engine.model;

import dev.hone.core.engine.TokenLoss;
import dev.hone.engine.tensor.Kernels;
import java.util.Arrays;
import java.util.List;

/** One thread's copy of everything that a step writes to, apart from the weights. */
final class Replica {

  private final TrainingNetwork network;
  private final Kernels kernels;
  private final Activations activations;
  private final Gradients gradients;
  private final ForwardPass forward;
  private final BackwardPass backward;
  private final LossHead head;
  private float[] dStream = new float[0];

  Replica(TrainingNetwork network, Kernels kernels) {
    this.network = network;
    this.kernels = kernels;
    this.activations = new Activations(network);
    this.gradients = new Gradients(network);
    this.forward = new ForwardPass(network, kernels);
    this.backward = new BackwardPass(network, kernels, gradients);
    this.head = new LossHead(network, kernels);
  }

  Kernels kernels() {
    return kernels;
  }

  Gradients gradients() {
    return gradients;
  }

  /** Clears the gradients, runs the batches and sums up their gradients and losses. */
  double learn(List<MicroBatch> batches, TokenLoss loss) {
    gradients.clear();
    double sum = 0;
    for (MicroBatch batch : batches) {
      activations.reserve(batch.tokens());
      int size = batch.tokens() * network.config().hiddenSize();
      if (dStream.length < size) {
        dStream = new float[size];
      }
      Arrays.fill(dStream, 0, size, 0);
      forward.run(batch, activations);
      sum += head.run(batch, activations.output(), dStream, loss, gradients);
      backward.run(batch, activations, dStream);
    }
    return sum;
  }

  /** Forward only. */
  double evaluate(List<MicroBatch> batches, TokenLoss loss) {
    double sum = 0;
    for (MicroBatch batch : batches) {
      activations.reserve(batch.tokens());
      forward.run(batch, activations);
      sum += head.run(batch, activations.output(), dStream, loss, null);
    }
    return sum;
  }
}
