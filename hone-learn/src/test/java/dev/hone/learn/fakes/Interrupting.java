package dev.hone.learn.fakes;

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
import java.util.List;
import java.util.Set;

/** An engine whose process is killed before an optimizer step. */
public final class Interrupting implements Engine {

  /** What a kill looks like from inside. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Engine engine;
  private final int atStep;

  public Interrupting(Engine engine, int atStep) {
    this.engine = engine;
    this.atStep = atStep;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public void load(VersionRef version, VersionFiles files) {
    engine.load(version, files);
  }

  @Override
  public void unload(VersionRef version) {
    engine.unload(version);
  }

  @Override
  public Set<VersionRef> loaded() {
    return engine.loaded();
  }

  @Override
  public EncodedPrompt encode(VersionRef version, Prompt prompt) {
    return engine.encode(version, prompt);
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    return engine.generate(request, listener);
  }

  @Override
  public Scores score(ScoreRequest request) {
    return engine.score(request);
  }

  @Override
  public TrainingRun train(TrainingSetup setup) {
    TrainingRun run = engine.train(setup);
    return new TrainingRun() {
      @Override
      public StepStats step(List<TrainingSequence> batch, TokenLoss loss, double learningRate) {
        if (run.steps() == atStep) {
          throw new Killed();
        }
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
  public void close() {
    engine.close();
  }
}
