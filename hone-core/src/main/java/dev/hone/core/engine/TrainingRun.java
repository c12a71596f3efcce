package dev.hone.core.engine;

import dev.hone.core.VersionRef;
import java.nio.file.Path;
import java.util.List;

/**
 * Weights being trained. Owned by one thread; the engine it came from goes on serving meanwhile.
 */
public interface TrainingRun extends AutoCloseable {

  /**
   * One optimizer step over a batch: forward, backward, clip, AdamW.
   *
   * @param learningRate of this step
   */
  StepStats step(List<TrainingSequence> batch, TokenLoss loss, double learningRate);

  /** Forward only: calls the loss for every trained token and ignores the gradient. */
  double evaluate(List<TrainingSequence> batch, TokenLoss loss);

  /** Optimizer steps made so far, those before a restored checkpoint included. */
  int steps();

  /**
   * Makes the present weights servable by the engine under a working name, without writing files.
   * They stay as they are now while training goes on. Publishing again under the same name replaces
   * it.
   */
  void publish(VersionRef name);

  /**
   * Writes the present weights as a version folder: PEFT layout for an adapter, Hugging Face layout
   * for full training. The folder appears whole or not at all.
   */
  void save(Path folder);

  /** Writes weights and optimizer state, so that a killed run goes on bit for bit. */
  void checkpoint(Path file);

  /**
   * Goes on from a checkpoint.
   *
   * @throws EngineException {@code BAD_MODEL} if the file is corrupt or of another setup
   */
  void restore(Path file);

  @Override
  void close();

  /**
   * What a step did.
   *
   * @param loss sum over the batch
   * @param gradientNorm before clipping
   * @param tokens predicted tokens in the batch
   */
  record StepStats(double loss, double gradientNorm, long tokens) {}
}
