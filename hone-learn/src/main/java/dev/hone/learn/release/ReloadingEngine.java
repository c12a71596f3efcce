package dev.hone.learn.release;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An engine whose memory others look after: a version that was loaded here and has been unloaded
 * meanwhile, because memory is bounded, is loaded again when it is asked. Thread-safe. Closing it
 * closes nothing: the engine is another's.
 */
final class ReloadingEngine implements Engine {

  /** Versions whose files are remembered: far more than are tried at once. */
  private static final int REMEMBERED = 1024;

  /** So often in a row a version may be gone before it is given up. */
  private static final int TRIES = 8;

  private final Engine engine;
  private final Map<VersionRef, VersionFiles> files =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<VersionRef, VersionFiles> eldest) {
          return size() > REMEMBERED;
        }
      };

  ReloadingEngine(Engine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public void load(VersionRef version, VersionFiles from) {
    engine.load(version, from);
    synchronized (files) {
      files.put(version, from);
    }
  }

  @Override
  public void unload(VersionRef version) {
    synchronized (files) {
      files.remove(version);
    }
    engine.unload(version);
  }

  /** Of those that are loaded the ones whose files are known: only they can be loaded again. */
  @Override
  public Set<VersionRef> loaded() {
    Set<VersionRef> loaded = new HashSet<>(engine.loaded());
    synchronized (files) {
      loaded.retainAll(files.keySet());
    }
    return loaded;
  }

  @Override
  public long memory(VersionRef version) {
    return engine.memory(version);
  }

  @Override
  public EncodedPrompt encode(VersionRef version, Prompt prompt) {
    return with(version, () -> engine.encode(version, prompt));
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    return with(request.version(), () -> engine.generate(request, listener));
  }

  @Override
  public Scores score(ScoreRequest request) {
    return with(request.version(), () -> engine.score(request));
  }

  @Override
  public TrainingRun train(TrainingSetup setup) {
    return with(setup.from(), () -> engine.train(setup));
  }

  private <T> T with(VersionRef version, Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (EngineException failed) {
        Optional<VersionFiles> known = known(version);
        if (failed.code() != EngineException.Code.UNKNOWN_VERSION
            || known.isEmpty()
            || attempt == TRIES) {
          throw failed;
        }
        engine.load(version, known.get());
      }
    }
  }

  private Optional<VersionFiles> known(VersionRef version) {
    synchronized (files) {
      return Optional.ofNullable(files.get(version));
    }
  }

  @Override
  public void close() {
    // The engine is another's.
  }
}
