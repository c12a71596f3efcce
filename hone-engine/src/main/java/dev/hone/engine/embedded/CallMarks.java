package dev.hone.engine.embedded;

import dev.hone.engine.text.Tokenizer;
import dev.hone.engine.text.ToolCallFormat;

/**
 * How a model writes a tool call.
 *
 * @param known whether its template tells of tools at all
 * @param open stands before each call; empty if a call is the whole answer, without a mark
 * @param openId the token that is {@code open}, or −1 if there is none
 * @param close stands behind each call; may be empty
 * @param closeId the token that is {@code close}, or −1 if there is none
 * @param argumentsKey {@code arguments} or {@code parameters}
 */
record CallMarks(
    boolean known, String open, int openId, String close, int closeId, String argumentsKey) {

  static CallMarks of(ToolCallFormat format, Tokenizer tokenizer) {
    return new CallMarks(
        format.style() != ToolCallFormat.Style.NONE,
        format.open(),
        id(format.open(), tokenizer),
        format.close(),
        id(format.close(), tokenizer),
        format.argumentsKey());
  }

  private static int id(String mark, Tokenizer tokenizer) {
    return mark.isEmpty() ? -1 : tokenizer.id(mark).orElse(-1);
  }

  /** Whether a call is known by its own text only. */
  boolean bare() {
    return open.isEmpty();
  }
}
