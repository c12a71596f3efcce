package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;

/**
 * Reads a streamed answer from bytes that may be cut anywhere. Events come out as soon as they are
 * whole; what comes out depends on the bytes only, never on the cuts. Used by one thread.
 */
public final class AnswerReader {

  private final EventReader events;
  private final SseScanner scanner;
  private boolean ended;

  AnswerReader(EventReader events) {
    this.events = events;
    this.scanner = new SseScanner((data, from, to) -> events.event(data));
  }

  /**
   * Takes the next bytes.
   *
   * @throws GatewayException {@code UPSTREAM_BROKEN} if they are no answer in this dialect
   */
  public void feed(byte[] bytes, int offset, int length) {
    scanner.feed(bytes, offset, length);
  }

  /**
   * Takes the data of one event, for a caller that finds events itself.
   *
   * @throws GatewayException {@code UPSTREAM_BROKEN} if it makes no sense
   */
  public void event(String data) {
    events.event(data);
  }

  /** Whether the end of the answer is being told. */
  public boolean ending() {
    return events.ending();
  }

  /**
   * The stream is over.
   *
   * @throws GatewayException {@code UPSTREAM_BROKEN} if the answer is not
   */
  public void end() {
    if (!ended) {
      ended = true;
      scanner.end();
      events.end();
    }
  }

  static GatewayException broken(String why) {
    return new GatewayException(Code.UPSTREAM_BROKEN, "The upstream's answer is broken: " + why);
  }

  static GatewayException endless() {
    return new GatewayException(
        Code.UPSTREAM_BROKEN, "The upstream ended its stream before the end of the answer.");
  }
}
