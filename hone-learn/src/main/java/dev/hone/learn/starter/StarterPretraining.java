package dev.hone.learn.starter;

import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.LongSupplier;

/**
 * Trains the starter policy from random weights: a fixed seed and a fixed number of steps, so that
 * the same machine with the same number of threads makes the same policy again.
 *
 * <p>The learning rate rises over the first steps, stays, and falls in a straight line to nothing
 * over the last third (Hu et al., MiniCPM: "warm-up, stable, decay"). A checkpoint is written from
 * time to time, and a killed run goes on from it; example numbers follow from the step, so nothing
 * is seen twice or left out.
 */
public final class StarterPretraining {

  /** Turns a conversation into tokens; every assistant message in it is marked as trained. */
  @FunctionalInterface
  public interface Encoder {

    /**
     * @param index the driver's number for the sequence
     */
    TrainingSequence encode(Example example, int index);
  }

  /**
   * How to train.
   *
   * @param seed of the curriculum
   * @param steps optimizer steps in all
   * @param batch conversations in a step
   * @param copySteps first steps, which are copying only: at first one word, then longer and longer
   * @param warmUp steps over which the learning rate rises
   * @param learningRate the highest
   * @param checkpointEvery steps between checkpoints
   */
  public record Settings(
      long seed,
      int steps,
      int batch,
      int copySteps,
      int warmUp,
      double learningRate,
      int checkpointEvery) {

    /** The first course, from random weights. */
    public static Settings first() {
      return new Settings(1, 12_000, 16, 300, 100, 2e-3, 100);
    }

    /** A further course, from weights that have been through the first: no more mere copying. */
    public static Settings further() {
      return new Settings(2, 10_000, 16, 0, 200, 1.5e-3, 100);
    }

    /** The same course in another number of steps. */
    public Settings in(int steps) {
      return new Settings(
          seed,
          steps,
          batch,
          Math.min(copySteps, steps),
          Math.min(warmUp, steps),
          learningRate,
          checkpointEvery);
    }

    /** The learning rate of a step, counted from 0. */
    public double learningRate(int step) {
      double rise = (step + 1.0) / warmUp;
      double fall = (steps - step) / (FALLING * steps);
      return learningRate * Math.clamp(Math.min(rise, fall), 0.0, 1.0);
    }
  }

  /**
   * Where a run stands.
   *
   * @param loss mean over the trained tokens since the last report
   * @param tokensPerSecond of the whole sequences, prompts included
   * @param remaining at this speed
   */
  public record Progress(
      int step, int steps, double loss, double tokensPerSecond, Duration remaining) {

    /** One line for the terminal. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "step %d of %d, loss %.4f, %.0f tokens/s, %d min %02d s to go",
          step,
          steps,
          loss,
          tokensPerSecond,
          remaining.toMinutes(),
          remaining.toSecondsPart());
    }
  }

  private static final double FALLING = 1 / 3.0;
  private static final int REPORT_EVERY = 25;

  private final TrainingRun run;
  private final Encoder encoder;
  private final DoubleFunction<TokenLoss> loss;
  private final Settings settings;
  private final StarterCurriculum curriculum;
  private final LongSupplier nanoTime;

  /**
   * @param loss the cross entropy of an engine; it is given the weight of one token
   * @param nanoTime such as {@code System::nanoTime}
   */
  public StarterPretraining(
      TrainingRun run,
      Encoder encoder,
      DoubleFunction<TokenLoss> loss,
      Settings settings,
      LongSupplier nanoTime) {
    this.run = run;
    this.loss = loss;
    this.encoder = encoder;
    this.settings = settings;
    this.curriculum = new StarterCurriculum(settings.seed());
    this.nanoTime = nanoTime;
  }

  /**
   * Trains to the end, from the checkpoint if there is one. Leaves the checkpoint where it is.
   *
   * @param checkpoint a file in a folder that exists
   * @param listener told of progress every few steps
   */
  public void train(Path checkpoint, Consumer<Progress> listener) {
    if (Files.exists(checkpoint)) {
      run.restore(checkpoint);
    }
    int first = run.steps();
    long began = nanoTime.getAsLong();
    long tokens = 0;
    double total = 0;
    int since = 0;
    for (int step = first; step < settings.steps(); step++) {
      List<TrainingSequence> batch = batch(step);
      long trained = 0;
      for (TrainingSequence sequence : batch) {
        tokens += sequence.tokens().length;
        for (boolean one : sequence.trained()) {
          trained += one ? 1 : 0;
        }
      }
      TokenLoss objective = loss.apply(1.0 / Math.max(1, trained));
      total += run.step(batch, objective, settings.learningRate(step)).loss();
      since++;
      int done = step + 1;
      if (done % settings.checkpointEvery() == 0) {
        save(checkpoint);
      }
      if (done % REPORT_EVERY == 0 || done == settings.steps()) {
        double seconds = Math.max(1, nanoTime.getAsLong() - began) / 1e9;
        double left = seconds / (done - first) * (settings.steps() - done);
        listener.accept(
            new Progress(
                done,
                settings.steps(),
                total / since,
                tokens / seconds,
                Duration.ofSeconds(Math.round(left))));
        total = 0;
        since = 0;
      }
    }
  }

  /** The conversations of a step. */
  private List<TrainingSequence> batch(int step) {
    // copying begins with single words and grows; then a part of the steps stays with it
    double length = step / (double) Math.max(1, settings.copySteps());
    List<TrainingSequence> batch = new ArrayList<>();
    int size = step < settings.copySteps() ? 2 * settings.batch() : settings.batch();
    for (int i = 0; i < size; i++) {
      long index = (long) step * 2 * settings.batch() + i;
      Example example =
          step < settings.copySteps()
              ? curriculum.copying(index, length)
              : curriculum.example(index);
      batch.add(encoder.encode(example, i));
    }
    return batch;
  }

  private void save(Path checkpoint) {
    Path next = checkpoint.resolveSibling(checkpoint.getFileName() + ".next");
    run.checkpoint(next);
    try {
      Files.move(
          next,
          checkpoint,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot replace the checkpoint " + checkpoint, e);
    }
  }
}
