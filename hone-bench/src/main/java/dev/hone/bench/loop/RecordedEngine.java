package dev.hone.bench.loop;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An engine that keeps what its training runs were given, so that the very same optimizer steps can
 * be made again with nothing around them. For one trainer at a time.
 */
final class RecordedEngine implements Engine {

  private final Engine inner;
  private final List<Step> steps = new ArrayList<>();
  private @Nullable TrainingSetup setup;

  /** What one optimizer step was given. */
  private record Step(List<TrainingSequence> batch, TokenLoss loss, double learningRate) {}

  RecordedEngine(Engine inner) {
    this.inner = inner;
  }

  /** Optimizer steps recorded. */
  int steps() {
    return steps.size();
  }

  /** Tokens, of prompts and answers, that these steps go over. */
  long tokens() {
    return steps.stream()
        .flatMap(step -> step.batch().stream())
        .mapToLong(sequence -> sequence.tokens().length)
        .sum();
  }

  /** Makes the recorded steps again, on fresh weights, with nothing around them. */
  void again() {
    try (TrainingRun run = inner.train(Objects.requireNonNull(setup, "nothing was recorded"))) {
      for (Step step : steps) {
        TrainingRun.StepStats _ = run.step(step.batch(), step.loss(), step.learningRate());
      }
    }
  }

  @Override
  public TrainingRun train(TrainingSetup asked) {
    setup = asked;
    steps.clear();
    TrainingRun run = inner.train(asked);
    return new TrainingRun() {
      @Override
      public StepStats step(List<TrainingSequence> batch, TokenLoss loss, double learningRate) {
        steps.add(new Step(List.copyOf(batch), loss, learningRate));
        return run.step(batch, loss, learningRate);
      }

      @Override
      public double evaluate(List<TrainingSequence> batch, TokenLoss loss) {
        return run.evaluate(batch, loss);
      }

      @Override
      public int steps() {
        return run.steps();
      }

      @Override
      public void publish(VersionRef name) {
        run.publish(name);
      }

      @Override
      public void save(Path folder) {
        run.save(folder);
      }

      @Override
      public void checkpoint(Path file) {
        run.checkpoint(file);
      }

      @Override
      public void restore(Path file) {
        run.restore(file);
      }

      @Override
      public void close() {
        run.close();
      }
    };
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public void load(VersionRef version, VersionFiles files) {
    inner.load(version, files);
  }

  @Override
  public void unload(VersionRef version) {
    inner.unload(version);
  }

  @Override
  public Set<VersionRef> loaded() {
    return inner.loaded();
  }

  @Override
  public EncodedPrompt encode(VersionRef version, Prompt prompt) {
    return inner.encode(version, prompt);
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    return inner.generate(request, listener);
  }

  @Override
  public Scores score(ScoreRequest request) {
    return inner.score(request);
  }

  @Override
  public void close() {
    inner.close();
  }
}
