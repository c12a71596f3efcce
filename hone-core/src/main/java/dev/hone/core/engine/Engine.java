package dev.hone.core.engine;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import java.util.Set;

/**
 * Serves versions of policies: generates, scores, and, where it can, trains.
 *
 * <p>Thread-safe. Calls block; many may run at once, each pinned to the version it names. A version
 * that is unloaded stays in memory until the last call that began on it has ended.
 */
public interface Engine extends AutoCloseable {

  /** A short name for records and metrics, such as {@code embedded}. */
  String name();

  /**
   * Makes a version servable. Loading a version that is loaded already does nothing.
   *
   * @throws EngineException {@code BAD_MODEL} if the files are missing, corrupt or do not fit
   */
  void load(VersionRef version, VersionFiles files);

  /** Stops taking new calls for a version; does nothing if it is not loaded. */
  void unload(VersionRef version);

  /** The versions that {@link #generate} takes now. */
  Set<VersionRef> loaded();

  /**
   * The bytes that a version takes in memory for itself: what unloading it gives back once the last
   * call on it has ended. What it shares with other versions, such as the base under an adapter,
   * does not count. 0 if it is not loaded, or if the engine does not know.
   */
  default long memory(VersionRef version) {
    return 0;
  }

  /**
   * Turns a prompt into token ids with the version's own chat template and tokenizer. The result
   * ends with the opening of the assistant's answer.
   *
   * @throws EngineException {@code UNKNOWN_VERSION}
   */
  EncodedPrompt encode(VersionRef version, Prompt prompt);

  /**
   * Answers a prompt. Events reach {@code listener} on the calling thread as they are made; the
   * result comes when the answer is complete, or was cancelled by the listener.
   *
   * @throws EngineException {@code UNKNOWN_VERSION}, {@code PROMPT_TOO_LONG}, {@code BAD_REQUEST},
   *     {@code OVERLOADED}, {@code CLOSED}
   */
  Generation generate(GenerationRequest request, GenerationListener listener);

  /**
   * Log-probabilities of given tokens under a version, at temperature 1 and without any constraint.
   *
   * @throws EngineException as for {@link #generate}
   */
  Scores score(ScoreRequest request);

  /**
   * Begins to train from a loaded version.
   *
   * @throws EngineException {@code NOT_TRAINABLE}, {@code UNKNOWN_VERSION}, {@code BAD_MODEL}
   */
  TrainingRun train(TrainingSetup setup);

  @Override
  void close();
}
