package dev.hone.engine.embedded;

import dev.hone.core.engine.EngineException;

/**
 * A call that the scheduler works on: tokens to feed to the model, and places whose logits are
 * wanted. Everything but the constructor and {@link #cancel} happens on the scheduler's thread; a
 * job that is cancelled before it begins ends on the caller's.
 */
abstract class Job {

  private final LoadedVersion version;
  private volatile boolean cancelled;
  private int fed;

  Job(LoadedVersion version) {
    this.version = version;
  }

  final LoadedVersion version() {
    return version;
  }

  /** Asks for an early end, from any thread; see {@link Scheduler#cancel}. */
  final void cancel() {
    cancelled = true;
  }

  final boolean cancelled() {
    return cancelled;
  }

  /** How many tokens the model has seen. */
  final int fed() {
    return fed;
  }

  final void fed(int count) {
    fed += count;
  }

  /** Says that work on it begins. */
  abstract void begin();

  /** How many tokens there are to feed, those fed included. */
  abstract int length();

  /** The tokens in [from, to). */
  abstract int[] tokens(int from, int to);

  /** The first place whose logits are wanted. */
  abstract int wantedFrom();

  /** Whether logits are wanted after every token from there on, not only after the last. */
  abstract boolean wantsAll();

  /**
   * Takes the model's logits after the token at {@code place}.
   *
   * @param logits {@code logits[offset .. offset + vocabulary)}; not kept
   * @return whether the job is done
   */
  abstract boolean take(int place, float[] logits, int offset, int vocabulary);

  /** Hands the result over, complete or cancelled. */
  abstract void end();

  /** Hands a failure over instead of a result. */
  abstract void fail(EngineException failure);

  /** The failure as the calling thread throws it, with its own stack. */
  static EngineException again(EngineException failure) {
    return new EngineException(failure.code(), String.valueOf(failure.getMessage()), failure);
  }
}
