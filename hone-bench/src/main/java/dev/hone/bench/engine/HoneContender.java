package dev.hone.bench.engine;

import dev.hone.bench.BenchException;
import dev.hone.bench.ScratchFolder;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.model.CrossEntropyLoss;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.ModelFolder;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.tensor.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Hone's embedded engine, through the same classes that serve and train. */
final class HoneContender implements Contender {

  private static final Set<String> ALL_PROJECTIONS =
      Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private final ModelWeights weights;

  HoneContender(NetworkWeights from) {
    weights = read(from);
  }

  /** Takes the weights by the road that every model takes: a folder in Hugging Face layout. */
  static ModelWeights read(NetworkWeights from) {
    try (ScratchFolder scratch = ScratchFolder.create()) {
      new ModelFolderWriter().write(from, scratch.path());
      return ModelFolder.read(scratch.path());
    } catch (IOException e) {
      throw new BenchException(
          "the model cannot be written to a temporary folder: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "hone";
  }

  @Override
  public String details() {
    return "Hone embedded engine, " + Kernels.best();
  }

  @Override
  public float[] logits(int[] tokens) {
    int vocabulary = weights.config().vocabularySize();
    float[] all = new float[(tokens.length - 1) * vocabulary];
    try (LocalTrainingRun run = run(Training.FULL, 1)) {
      double _ =
          run.evaluate(
              List.of(sequence(tokens, 0)),
              (sequence, position, logits, gradient, offset, width) -> {
                System.arraycopy(logits, offset, all, (position - 1) * vocabulary, vocabulary);
                return 0;
              });
      return all;
    }
  }

  private LocalTrainingRun run(Training training, int threads) {
    TrainingSetup.Trained what =
        switch (training) {
          case FULL -> new TrainingSetup.Trained.Full();
          case LORA ->
              new TrainingSetup.Trained.Lora(Training.RANK, Training.ALPHA, ALL_PROJECTIONS);
        };
    TrainingSetup setup =
        new TrainingSetup(
            VersionRef.parse("bench@1"),
            what,
            new TrainingSetup.Optimizer(
                Training.BETA_1, Training.BETA_2, Training.EPSILON, 0, Training.MAXIMAL_NORM),
            1,
            threads);
    return new LocalTrainingRun(weights, null, setup, (name, base, adapter) -> {});
  }

  private static TrainingSequence sequence(int[] tokens, int index) {
    boolean[] trained = new boolean[tokens.length];
    Arrays.fill(trained, 1, tokens.length, true);
    return new TrainingSequence(tokens, trained, index);
  }

  @Override
  public Trainer trainer(Training training, int threads) {
    LocalTrainingRun run = run(training, threads);
    return new Trainer() {
      @Override
      public double step(int[][] batch) {
        List<TrainingSequence> sequences = new ArrayList<>();
        long predicted = 0;
        for (int[] tokens : batch) {
          sequences.add(sequence(tokens, sequences.size()));
          predicted += tokens.length - 1;
        }
        CrossEntropyLoss loss = new CrossEntropyLoss(1.0 / predicted);
        return run.step(sequences, loss, Training.LEARNING_RATE).loss();
      }

      @Override
      public void close() {
        run.close();
      }
    };
  }

  @Override
  public GreedyDecoder decoder(int threads) {
    return new HoneDecoder(weights, threads);
  }

  @Override
  public void close() {
    // Nothing outlives its trainer or decoder.
  }
}
