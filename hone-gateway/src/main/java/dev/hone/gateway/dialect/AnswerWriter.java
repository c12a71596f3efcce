package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;

/** Writes one answer in a dialect. Used by one thread. */
public interface AnswerWriter {

  /** The server-sent events that tell an event; none, one or several; ends with a blank line. */
  byte[] event(AnswerEvent event);

  /** The last events of a stream that broke off. */
  byte[] failure(GatewayException failure, String requestId);

  /** The whole answer as a body. */
  byte[] whole(Answer answer);
}
