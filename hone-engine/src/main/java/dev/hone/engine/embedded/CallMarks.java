package dev.hone.engine.embedded;

/**
 * How a model writes a tool call.
 *
 * @param open stands before each call; empty if a call is the whole answer, without a mark
 * @param openId the token that is {@code open}, or −1 if there is none
 * @param close stands behind each call; may be empty
 * @param closeId the token that is {@code close}, or −1 if there is none
 * @param argumentsKey {@code arguments} or {@code parameters}
 */
record CallMarks(String open, int openId, String close, int closeId, String argumentsKey) {

  /** Whether a call is known by its own text only. */
  boolean bare() {
    return open.isEmpty();
  }
}
