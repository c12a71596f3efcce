package dev.hone.engine.embedded;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.LoraAdapter;
import dev.hone.engine.model.ModelWeights;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs models in this process, in Java alone.
 *
 * <p>Life cycle: made once, closed once; {@link #close} ends every call with {@code CLOSED}. Any
 * number of threads may call; each blocks until its own call is done. One thread of the engine
 * works on all of them at once (see {@link Scheduler}); an interrupt of a caller cancels its
 * answer.
 *
 * <p>Loading reads files on the calling thread. Versions with the same base folder share its
 * weights. A request keeps the version that it began with, whatever is loaded or unloaded
 * meanwhile.
 */
public final class EmbeddedEngine implements Engine {

  /** Most alternatives reported for a token. */
  public static final int MAX_TOP_LOGPROBS = 20;

  /** Most stop texts of one request. */
  public static final int MAX_STOPS = 16;

  /** Longest stop text, in characters. */
  public static final int MAX_STOP_LENGTH = 1000;

  private final VersionTable versions;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final CallIds callIds;

  /** An engine that uses the system's clock and secure random numbers. */
  public EmbeddedEngine(EmbeddedOptions options) {
    this(options, Clock.systemDefaultZone(), new SecureRandom());
  }

  /**
   * @param clock tells templates that ask for it what day it is
   * @param random names tool calls and seeds requests without a seed; must be thread-safe
   */
  public EmbeddedEngine(EmbeddedOptions options, Clock clock, RandomGenerator random) {
    this(
        options, clock, random, versions -> new DecoderRounds(options.threads(), versions::isHeld));
  }

  EmbeddedEngine(
      EmbeddedOptions options,
      Clock clock,
      RandomGenerator random,
      Function<VersionTable, Rounds> rounds) {
    this.versions = new VersionTable(clock);
    this.random = random;
    this.callIds = new CallIds(random);
    this.scheduler = new Scheduler(options, rounds.apply(versions));
    scheduler.start();
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public void load(VersionRef version, VersionFiles files) {
    versions.load(version, files);
  }

  @Override
  public void unload(VersionRef version) {
    versions.unload(version);
    scheduler.wake();
  }

  @Override
  public Set<VersionRef> loaded() {
    return versions.loaded();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of an adapter: its factors, and the same once more as they are packed for the arithmetic,
   * which happens with the first token. Of anything else 0: weights belong to their base.
   */
  @Override
  public long memory(VersionRef version) {
    return versions.memory(version);
  }

  @Override
  public EncodedPrompt encode(VersionRef version, Prompt prompt) {
    LoadedVersion loaded = versions.pin(version);
    try {
      return encode(loaded, prompt);
    } finally {
      versions.release(loaded);
    }
  }

  private static EncodedPrompt encode(LoadedVersion version, Prompt prompt) {
    var encoder = version.text().encoder();
    return new EncodedPrompt(encoder.encode(prompt, true), encoder.templateHash());
  }

  @Override
  public Generation generate(GenerationRequest request, GenerationListener listener) {
    check(request);
    LoadedVersion version = versions.pin(request.version());
    try {
      AnswerJob job = answer(request, version);
      scheduler.submit(job);
      return job.await(listener, scheduler::cancel);
    } finally {
      versions.release(version);
    }
  }

  private AnswerJob answer(GenerationRequest request, LoadedVersion version) {
    Long seed = request.sampling().seed();
    Sampler sampler = new Sampler(request.sampling(), seed == null ? random.nextLong() : seed);
    CallRules rules = version.text().rules(request.prompt().tools(), request.toolChoice());
    EncodedPrompt prompt = encode(version, request.prompt());
    int context = version.weights().config().maxPositions();
    int length = prompt.ids().length;
    if (length == 0) {
      throw bad("the prompt has no token; the chat template makes nothing of it");
    }
    // The last token answered is never fed, but its place counts: contexts are told with it.
    int room = context - length;
    if (room < 1) {
      throw new EngineException(
          EngineException.Code.PROMPT_TOO_LONG,
          "the prompt has "
              + length
              + " tokens; version "
              + version.ref()
              + " takes "
              + context
              + ", the answer included; shorten the conversation or the tools");
    }
    int limit = Math.min(request.sampling().maxTokens(), room);
    return new AnswerJob(
        request, version, prompt, rules, sampler, limit, callIds, System::nanoTime);
  }

  private static void check(GenerationRequest request) {
    Sampling sampling = request.sampling();
    if (sampling.maxTokens() < 1) {
      throw bad("max_tokens is " + sampling.maxTokens() + "; it must be at least 1");
    }
    if (request.topLogprobs() < 0 || request.topLogprobs() > MAX_TOP_LOGPROBS) {
      throw bad("top_logprobs must be 0 to " + MAX_TOP_LOGPROBS);
    }
    if (sampling.stop().size() > MAX_STOPS) {
      throw bad(sampling.stop().size() + " stop texts; at most " + MAX_STOPS + " are taken");
    }
    for (String stop : sampling.stop()) {
      if (stop.isEmpty() || stop.length() > MAX_STOP_LENGTH) {
        throw bad("a stop text must have 1 to " + MAX_STOP_LENGTH + " characters");
      }
    }
  }

  private static EngineException bad(String message) {
    return new EngineException(EngineException.Code.BAD_REQUEST, message);
  }

  @Override
  public Scores score(ScoreRequest request) {
    LoadedVersion version = versions.pin(request.version());
    try {
      check(request, version);
      ScoreJob job = new ScoreJob(request, version);
      scheduler.submit(job);
      return await(job);
    } finally {
      versions.release(version);
    }
  }

  private static void check(ScoreRequest request, LoadedVersion version) {
    int length = request.tokens().length;
    int context = version.weights().config().maxPositions();
    int vocabulary = version.weights().config().vocabularySize();
    if (length > context) {
      throw new EngineException(
          EngineException.Code.PROMPT_TOO_LONG,
          length + " tokens are to be scored; version " + version.ref() + " takes " + context);
    }
    if (request.from() < 1 || request.from() >= length) {
      throw bad("scoring from token " + request.from() + " of " + length + " is not possible");
    }
    if (request.topK() < 0 || request.topK() > vocabulary) {
      throw bad("top-k must be 0 to " + vocabulary);
    }
    for (int id : request.tokens()) {
      if (id < 0 || id >= vocabulary) {
        throw bad("token " + id + " is not in the vocabulary of " + vocabulary);
      }
    }
  }

  private Scores await(ScoreJob job) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return job.result().get();
        } catch (InterruptedException e) {
          interrupted = true;
          scheduler.cancel(job);
        } catch (CancellationException e) {
          throw new EngineException(
              EngineException.Code.CLOSED, "the thread was interrupted while it scored", e);
        } catch (ExecutionException e) {
          if (e.getCause() instanceof EngineException failure) {
            throw Job.again(failure);
          }
          throw new IllegalStateException("scoring failed", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>The run has copies of what it trains and its own threads; serving goes on meanwhile.
   */
  @Override
  public TrainingRun train(TrainingSetup setup) {
    LoadedVersion from = versions.pin(setup.from());
    try {
      return new LocalTrainingRun(
          from.weights(),
          from.adapter(),
          setup,
          (name, weights, adapter) -> publish(name, from, weights, adapter));
    } finally {
      versions.release(from);
    }
  }

  private void publish(
      VersionRef name, LoadedVersion from, ModelWeights weights, @Nullable LoraAdapter adapter) {
    VersionTable.Base base = weights == from.weights() ? from.base() : null;
    versions.put(new LoadedVersion(name, weights, from.text(), adapter, base));
    scheduler.wake();
  }

  /** How many calls wait in line. */
  public int waitingCount() {
    return scheduler.waitingCount();
  }

  /** How many base models are in memory. */
  int baseCount() {
    return versions.baseCount();
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
