package dev.hone.gateway.answer;

import dev.hone.gateway.dialect.AnswerProfile;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.openai.Replay;

/** Gives a kept answer again: as it is, or in pieces with the same content. */
public final class Replays {

  private Replays() {}

  /**
   * Sends it.
   *
   * @param body the whole answer, in the same dialect
   */
  public static void send(
      Dialect dialect, AnswerProfile profile, Exchange exchange, byte[] body, boolean stream) {
    if (dialect == Dialect.CHAT) {
      // Keeps what only chunks have: log-probs, and fields of an upstream's own.
      Replay.send(exchange, body, stream, profile.includeUsage());
    } else if (stream) {
      new AnswerSender(exchange, dialect.writer(profile)).sendAll(dialect.readAnswer(body));
    } else {
      exchange.send(200, "application/json", body);
    }
  }
}
