package dev.hone.gateway.answer;

import dev.hone.gateway.dialect.Answer;
import dev.hone.gateway.dialect.AnswerEvent;
import dev.hone.gateway.dialect.AnswerWriter;
import dev.hone.gateway.http.AnswerStream;
import dev.hone.gateway.http.Exchange;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends an answer in the caller's dialect, in pieces. Nothing is sent before the first piece of the
 * answer itself, so that a call that fails until then gets a plain error. Used by one thread.
 */
public final class AnswerSender {

  private final Exchange exchange;
  private final AnswerWriter writer;
  private AnswerEvent.@Nullable Start start;
  private @Nullable AnswerStream stream;

  public AnswerSender(Exchange exchange, AnswerWriter writer) {
    this.exchange = exchange;
    this.writer = writer;
  }

  /**
   * Sends events together; the beginning waits for what comes after it.
   *
   * @throws dev.hone.gateway.GatewayException {@code CLIENT_GONE}
   */
  public void send(AnswerEvent... events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (AnswerEvent event : events) {
      if (event instanceof AnswerEvent.Start begun) {
        start = begun;
        continue;
      }
      if (start != null) {
        out.writeBytes(writer.event(start));
        start = null;
      }
      out.writeBytes(writer.event(event));
    }
    if (out.size() == 0) {
      return;
    }
    AnswerStream to = stream;
    if (to == null) {
      to = exchange.events();
      exchange.failsWith(failure -> writer.failure(failure, exchange.requestId()));
      stream = to;
    }
    byte[] bytes = out.toByteArray();
    to.write(bytes, 0, bytes.length);
  }

  /** Sends a whole answer in pieces. */
  public void sendAll(Answer answer) {
    send(answer.events().toArray(AnswerEvent[]::new));
  }
}
