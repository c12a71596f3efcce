package dev.hone.learn.objective;

import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of one optimizer step: each sequence has its own {@link SequenceLoss} and weight, and
 * all are divided by the count of trained tokens of the whole step. Build it with {@link Builder}.
 */
public final class BatchLoss implements TokenLoss {

  private final List<SequenceLoss> losses;
  private final double[] factors;

  private BatchLoss(List<SequenceLoss> losses, double[] factors) {
    this.losses = losses;
    this.factors = factors;
  }

  @Override
  public double at(
      TrainingSequence sequence,
      int position,
      float[] logits,
      float[] gradient,
      int offset,
      int vocabulary) {
    double factor = factors[sequence.index()];
    LogSoftmax student = new LogSoftmax(logits, offset, vocabulary);
    return factor
        * losses
            .get(sequence.index())
            .at(position, sequence.tokens()[position], student, factor, gradient);
  }

  /** Collects the sequences of one optimizer step. */
  public static final class Builder {

    private final List<TrainingSequence> sequences = new ArrayList<>();
    private final List<SequenceLoss> losses = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();
    private long tokens;

    /**
     * Adds a prompt and its response; every response token is trained.
     *
     * @param weight of its tokens beside those of other sequences
     */
    public Builder add(int[] promptIds, int[] responseIds, SequenceLoss loss, double weight) {
      int[] all = Arrays.copyOf(promptIds, promptIds.length + responseIds.length);
      System.arraycopy(responseIds, 0, all, promptIds.length, responseIds.length);
      boolean[] trained = new boolean[all.length];
      Arrays.fill(trained, promptIds.length, all.length, true);
      sequences.add(new TrainingSequence(all, trained, sequences.size()));
      losses.add(loss);
      weights.add(weight);
      tokens += responseIds.length;
      return this;
    }

    public List<TrainingSequence> sequences() {
      return List.copyOf(sequences);
    }

    /** How many tokens are trained. */
    public long tokens() {
      return tokens;
    }

    public BatchLoss build() {
      double[] factors = new double[weights.size()];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = weights.get(i) / Math.max(1, tokens);
      }
      return new BatchLoss(List.copyOf(losses), factors);
    }
  }
}
