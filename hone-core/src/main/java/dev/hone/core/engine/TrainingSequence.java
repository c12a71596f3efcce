package dev.hone.core.engine;

/**
 * One sequence to train on.
 *
 * @param tokens the whole sequence
 * @param trained {@code trained[t]} says that token t is predicted and its loss counts; {@code
 *     trained[0]} is never true
 * @param index the driver's own number for it, handed back to the loss
 */
public record TrainingSequence(int[] tokens, boolean[] trained, int index) {

  public TrainingSequence {
    if (tokens.length != trained.length) {
      throw new IllegalArgumentException(
          tokens.length + " tokens but " + trained.length + " marks");
    }
    if (trained.length > 0 && trained[0]) {
      throw new IllegalArgumentException("the first token has nothing to be predicted from");
    }
  }
}
