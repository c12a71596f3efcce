package dev.hone.engine.embedded;

import java.util.List;

/** The model as the scheduler drives it. Owned by the scheduler's thread. */
interface Rounds extends AutoCloseable {

  /** One call's place in the model: its keys and values. */
  interface Lane extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Tokens for one lane.
   *
   * @param wanted after how many of the last tokens the logits are wanted: none, one, or all
   */
  record Feed(Job job, Lane lane, int[] tokens, int wanted) {}

  /** Receives the logits after one token: {@code logits[offset .. offset + vocabulary)}. */
  interface LogitSink {
    void take(Job job, int place, float[] logits, int offset, int vocabulary);
  }

  Lane open(Job job);

  /** Feeds every lane its tokens and hands out the wanted logits, feed by feed, in order. */
  void advance(List<Feed> feeds, LogitSink sink);

  /** Forgets what no version needs any more. */
  default void sweep() {}

  @Override
  void close();
}
