package dev.hone.bench.gateway;

import java.nio.charset.StandardCharsets;

/** What the scripted upstream is asked for: the model's name says it. */
enum AnswerKind {
  /** One body. */
  WHOLE("scripted-whole", false),
  /** {@link Script#PIECES} events of text, as fast as they go. */
  STREAM("scripted-stream", true),
  /**
   * About an event a second, as many as {@code max_tokens} says, each with the time it was sent.
   */
  LIVE("scripted-live", true);

  private final String model;
  private final boolean streamed;

  AnswerKind(String model, boolean streamed) {
    this.model = model;
    this.streamed = streamed;
  }

  String model() {
    return model;
  }

  boolean streamed() {
    return streamed;
  }

  /** As it stands in tables. */
  String title() {
    return this == WHOLE ? "whole answers" : "streams";
  }

  /** As it stands in the keys of figures. */
  String key() {
    return this == WHOLE ? "whole" : "stream";
  }

  byte[] marker() {
    return ("\"" + model + "\"").getBytes(StandardCharsets.US_ASCII);
  }
}
