package dev.hone.bench.store;

/** Takes steps as a gateway does: opens one, and keeps its answer durably. Thread-safe. */
public interface StepSink extends AutoCloseable {

  /**
   * One step.
   *
   * @param caller whose session goes on
   * @param turn number of the step in it
   */
  void step(int caller, int turn, Payload payload) throws Exception;

  /**
   * What a step holds.
   *
   * @param question the user's message
   * @param request the body as it came
   * @param answer the assistant's message
   * @param response the body as it was sent
   */
  record Payload(String question, byte[] request, String answer, byte[] response) {}
}
