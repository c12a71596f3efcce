package dev.hone.engine.model;

import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;
import dev.hone.engine.tensor.RowMath;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Final norm, output matrix and loss, for those tokens only whose successor is trained; in chunks,
 * so that the logits of a large vocabulary fit into memory. One thread's.
 */
final class LossHead {

  private static final int MOST_LOGITS = 1 << 20;
  private static final int LEAST_ROWS = 60;

  private final TrainingNetwork network;
  private final ModelConfig config;
  private final Products products;
  private final RowMath rows;
  private final int chunk;
  private final float[] inverses;
  private final float[] normed;
  private final float[] dNormed;
  private final float[] logits;
  private final float[] dLogits;
  private final int[] sources;
  private final int[] positions;
  private final TrainingSequence[] owners;

  LossHead(TrainingNetwork network, Kernels kernels) {
    this.network = network;
    this.config = network.config();
    this.products = kernels.products();
    this.rows = kernels.rows();
    int vocabulary = config.vocabularySize();
    this.chunk = Math.clamp(MOST_LOGITS / vocabulary, LEAST_ROWS, 1024);
    this.inverses = new float[chunk];
    this.normed = new float[chunk * config.hiddenSize()];
    this.dNormed = new float[chunk * config.hiddenSize()];
    this.logits = new float[Math.multiplyExact(chunk, vocabulary)];
    this.dLogits = new float[logits.length];
    this.sources = new int[chunk];
    this.positions = new int[chunk];
    this.owners = new TrainingSequence[chunk];
  }

  /**
   * Calls the loss for every trained token of the batch.
   *
   * @param stream output of the last block
   * @param dStream its gradient is added here if there are gradients to compute
   * @param gradients where the weights' gradients go; null to evaluate only
   * @return sum of the losses
   */
  double run(
      MicroBatch batch,
      float[] stream,
      float[] dStream,
      TokenLoss loss,
      @Nullable Gradients gradients) {
    double sum = 0;
    int count = 0;
    List<TrainingSequence> sequences = batch.sequences();
    for (int i = 0; i < sequences.size(); i++) {
      TrainingSequence sequence = sequences.get(i);
      for (int position = 1; position < sequence.tokens().length; position++) {
        if (sequence.trained()[position]) {
          sources[count] = batch.starts()[i] + position - 1;
          positions[count] = position;
          owners[count] = sequence;
          count++;
          if (count == chunk) {
            sum += runChunk(count, stream, dStream, loss, gradients);
            count = 0;
          }
        }
      }
    }
    return count == 0 ? sum : sum + runChunk(count, stream, dStream, loss, gradients);
  }

  private double runChunk(
      int count, float[] stream, float[] dStream, TokenLoss loss, @Nullable Gradients gradients) {
    int hidden = config.hiddenSize();
    int vocabulary = config.vocabularySize();
    float epsilon = (float) config.normEpsilon();
    for (int row = 0; row < count; row++) {
      inverses[row] =
          rows.rmsNorm(
              stream,
              sources[row] * hidden,
              network.finalNorm(),
              epsilon,
              normed,
              row * hidden,
              hidden);
    }
    products.multiply(
        normed, 0, hidden, 1, count, network.packed().head(), logits, 0, vocabulary, false);
    Arrays.fill(dLogits, 0, count * vocabulary, 0);
    double sum = 0;
    for (int row = 0; row < count; row++) {
      sum += loss.at(owners[row], positions[row], logits, dLogits, row * vocabulary, vocabulary);
    }
    if (gradients == null) {
      return sum;
    }
    Panels head = products.view(network.head(), 0, hidden, vocabulary, hidden);
    products.multiply(dLogits, 0, vocabulary, 1, count, head, dNormed, 0, hidden, false);
    float[] dHead = gradients.head();
    if (dHead != null) {
      Panels inputs = products.view(normed, 0, hidden, count, hidden);
      products.multiply(dLogits, 0, 1, vocabulary, vocabulary, inputs, dHead, 0, hidden, true);
    }
    float[] dNorm = gradients.finalNorm();
    for (int row = 0; row < count; row++) {
      rows.rmsNormGradient(
          stream,
          sources[row] * hidden,
          network.finalNorm(),
          inverses[row],
          dNormed,
          row * hidden,
          dStream,
          sources[row] * hidden,
          dNorm == null ? dNormed : dNorm,
          dNorm != null,
          hidden);
    }
    return sum;
  }
}
