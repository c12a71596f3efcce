package dev.hone.gateway.upstream;

import dev.hone.store.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream answers, read on the side while it is passed on word for word. Reads leniently:
 * what it does not understand passes by. Used by one thread.
 */
interface UpstreamAnswer {

  String NO_TOKEN_IDS = "upstream gives no token ids";

  /** Takes the data of one event. */
  void chunk(String data);

  /** Takes a whole body; false if it is no answer in the dialect. */
  boolean whole(byte[] body);

  /** Whether something of the answer itself has come. */
  boolean began();

  /** From here on the end of the answer is told; it waits until the step is on disk. */
  boolean ending();

  /** Whether the stream said that it is over. */
  boolean done();

  /** Whether the upstream said in its stream that it failed. */
  boolean failed();

  /**
   * The step's result.
   *
   * @param body as it was received, or null to write the whole answer that the events amount to
   */
  StepResult result(byte @Nullable [] body, long lessonTokensSaved, StepResult.Timings timings);
}
