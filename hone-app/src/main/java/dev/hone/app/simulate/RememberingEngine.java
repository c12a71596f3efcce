package dev.hone.app.simulate;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers what the base answers greedily. A version never changes and its likeliest answer is one
 * and the same, but in an experiment it is asked for again by every user, method and gate. A
 * remembered answer comes at once, without events. Thread-safe.
 */
final class RememberingEngine implements Engine {

  /** Answers remembered; each has a few kilobytes. */
  private static final int MOST = 6_000;

  private final Engine engine;
  private final VersionRef base;
  private final Map<GenerationRequest, Generation> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GenerationRequest, Generation> eldest) {
          return size() > MOST;
        }
      };

  RememberingEngine(Engine engine, VersionRef base) {
    this.engine = engine;
    this.base = base;
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    boolean settled = request.version().equals(base) && request.sampling().temperature() == 0;
    if (!settled) {
      return engine.generate(request, listener);
    }
    synchronized (known) {
      Generation before = known.get(request);
      if (before != null) {
        return before;
      }
    }
    Generation fresh = engine.generate(request, listener);
    synchronized (known) {
      known.put(request, fresh);
    }
    return fresh;
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

  /** Forgets every version but the base, so that the next experiment may use the same names. */
  void unloadTrained() {
    for (VersionRef version : engine.loaded()) {
      if (!version.equals(base)) {
        engine.unload(version);
      }
    }
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
  public Scores score(ScoreRequest request) {
    return engine.score(request);
  }

  @Override
  public TrainingRun train(TrainingSetup setup) {
    return engine.train(setup);
  }

  @Override
  public void close() {
    engine.close();
  }
}
