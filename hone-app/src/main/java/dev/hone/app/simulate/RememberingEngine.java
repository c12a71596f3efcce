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
import java.nio.IntBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Remembers what versions answer greedily and how likely they find an answer. A version never
 * changes and its likeliest answer is one and the same, but in an experiment it is asked for again
 * by every user, method and gate. What a run is still training goes by another policy's name and is
 * asked each time. A remembered answer comes at once, without events. Thread-safe.
 */
final class RememberingEngine implements Engine {

  /** Answers and scores remembered; each has a few kilobytes. */
  private static final int MOST = 6_000;

  private final Engine engine;
  private final VersionRef base;
  private final Memory<GenerationRequest, Generation> answers = new Memory<>();
  private final Memory<Scored, Scores> scores = new Memory<>();

  /**
   * An engine that remembers.
   *
   * @param base of the policy whose versions are remembered
   */
  RememberingEngine(Engine engine, VersionRef base) {
    this.engine = engine;
    this.base = base;
  }

  /** What was asked longest ago is forgotten first. */
  private static final class Memory<K, V> {
    private final Map<K, V> known =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
          }
        };

    V get(K asked, Supplier<V> make) {
      synchronized (known) {
        V before = known.get(asked);
        if (before != null) {
          return before;
        }
      }
      V fresh = make.get();
      synchronized (known) {
        known.put(asked, fresh);
      }
      return fresh;
    }

    void keep(Predicate<K> kept) {
      synchronized (known) {
        known.keySet().removeIf(kept.negate());
      }
    }
  }

  /** A {@link ScoreRequest} that equals another one with the same tokens. */
  private record Scored(VersionRef version, IntBuffer tokens, int from, int topK) {
    static Scored of(ScoreRequest request) {
      return new Scored(
          request.version(),
          IntBuffer.wrap(request.tokens().clone()),
          request.from(),
          request.topK());
    }
  }

  private boolean isSettled(VersionRef version) {
    return version.policy().equals(base.policy());
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    return isSettled(request.version()) && request.sampling().temperature() == 0
        ? answers.get(request, () -> engine.generate(request, listener))
        : engine.generate(request, listener);
  }

  @Override
  public Scores score(ScoreRequest request) {
    return isSettled(request.version())
        ? scores.get(Scored.of(request), () -> engine.score(request))
        : engine.score(request);
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
    answers.keep(asked -> asked.version().equals(base));
    scores.keep(asked -> asked.version().equals(base));
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
  public TrainingRun train(TrainingSetup setup) {
    return engine.train(setup);
  }

  @Override
  public void close() {
    engine.close();
  }
}
