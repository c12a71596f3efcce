package dev.hone.gateway.answer;

import dev.hone.gateway.GatewayOptions;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.dialect.DialectRequest;
import dev.hone.gateway.dialect.EngineCall;
import dev.hone.gateway.dialect.EngineCallReader;
import dev.hone.gateway.openai.ChatRequestReader;
import dev.hone.store.StepLog;
import tools.jackson.databind.node.ObjectNode;

/** Reads the calls that the engine answers. Thread-safe. */
final class CallReader {

  private final ChatRequestReader chat;
  private final EngineCallReader others;

  CallReader(GatewayOptions.Answers options) {
    this.chat = new ChatRequestReader(options);
    this.others = new EngineCallReader(options);
  }

  /**
   * Reads a body.
   *
   * @param steps where the answer is found that a call of Responses goes on from
   */
  EngineCall read(Dialect dialect, ObjectNode body, StepLog steps) {
    return switch (dialect) {
      // Chat has log-probs, and errors that name its fields more closely.
      case CHAT -> chat.read(body);
      case RESPONSES, MESSAGES -> others.read(whole(dialect.readRequest(body), steps));
    };
  }

  /** A request to count tokens, which needs fewer fields. */
  EngineCall readCount(ObjectNode body) {
    return others.read(Dialect.readCount(body));
  }

  private static DialectRequest whole(DialectRequest request, StepLog steps) {
    return PreviousResponse.before(request, steps);
  }
}
